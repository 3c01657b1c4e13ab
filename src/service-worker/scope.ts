/** The parts of the service worker's global scope in use. TypeScript's own types for it clash with the DOM's. */

export interface WorkerClient {
  readonly url: string;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

export interface WorkerMessageEvent extends Event {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
  readonly origin: string;
  waitUntil(work: Promise<unknown>): void;
}

export interface WorkerScope {
  readonly clients: { matchAll(options: { type: 'all'; includeUncontrolled: true }): Promise<WorkerClient[]> };
  readonly location: Location;
  addEventListener(type: 'message', listener: (event: WorkerMessageEvent) => void): void;
}

export const scope = self as unknown as WorkerScope;
