/** Connects documents of the extension with its event page in Firefox, which has no other way to pass ports between them. */

/** Opens a line to the switchboard, one shared worker for all documents of the extension. */
export function openSwitchboard(): MessagePort {
  const worker = new SharedWorker(new URL('./switchboard.worker.ts', import.meta.url), { type: 'module' });
  worker.port.start();
  return worker.port;
}
