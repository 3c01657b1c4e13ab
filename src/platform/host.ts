/** Chromium: the host is an offscreen document, a client of the service worker. */

/** Receives what the background script posts with `postToHost`. No other script can post here. */
export function onPost(receive: (message: unknown, ports: readonly MessagePort[]) => void): void {
  navigator.serviceWorker.addEventListener('message', ({ data, ports }) => receive(data, ports));
  navigator.serviceWorker.startMessages();
}

/** Returns the document whose links download files. */
export const downloadDocument = (): Document => document;

/** Ends the host. */
export const closeHost = (): void => close();
