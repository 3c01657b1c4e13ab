/** Chromium: documents of the extension post ports to the service worker. */

/**
 * Posts a message with its ports to the background script (`onAttach`).
 * @param reached called once this document is known to be able to
 */
export async function attachToHost(message: unknown, ports: MessagePort[], reached: () => void): Promise<void> {
  reached();
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage(message, ports);
}

/** How a video of another site is asked for, so that this document may read it. Granted access is enough. */
export const FOREIGN_VIDEO_CORS: string | null = null;
