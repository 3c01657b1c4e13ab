/** Connects documents of the extension with its event page in Firefox, which has no other way to pass ports between them. */

/** Opens a port to the broker, one shared worker for all documents of the extension. */
export function openPortBroker(): MessagePort {
  const worker = new SharedWorker(new URL('./port-broker.worker.ts', import.meta.url), { type: 'module' });
  worker.port.start();
  return worker.port;
}
