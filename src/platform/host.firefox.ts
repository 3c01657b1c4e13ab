/** Firefox: the host is an iframe of the event page. */

/** Receives what the background script posts with `postToHost`. No other script can post here. */
export function onPost(receive: (message: unknown, ports: readonly MessagePort[]) => void): void {
  addEventListener('message', ({ source, origin, data, ports }) => {
    if (source === parent && origin === location.origin) receive(data, ports);
  });
}

/**
 * Returns the document whose links download files: the event page. Firefox takes a download for a load of the frame with the
 * link, and the policy that keeps other pages out of frames refuses it in the host's own.
 */
export const downloadDocument = (): Document => parent.document;

/** Ends the host. */
export const closeHost = (): void => frameElement?.remove();
