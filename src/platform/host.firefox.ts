/** Firefox: the host is an iframe of the event page. */

/** Receives what the background script posts with `postToHost`. No other script can post here. */
export function onPost(receive: (message: unknown, ports: readonly MessagePort[]) => void): void {
  addEventListener('message', ({ source, origin, data, ports }) => {
    if (source === parent && origin === location.origin) receive(data, ports);
  });
}

/** Ends the host. */
export const closeHost = (): void => frameElement?.remove();
