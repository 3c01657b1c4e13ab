/** Firefox: documents of the extension post ports to the event page through the port broker. */
import { openPortBroker } from './port-broker/port-broker';

/**
 * Posts a message with its ports to the background script (`onAttach`).
 * @param reached called once this document is known to be able to: a private window has a port broker of its own, with
 *   no event page behind it
 */
export async function attachToHost(message: unknown, ports: MessagePort[], reached: () => void): Promise<void> {
  const broker = openPortBroker();
  const answer = new Promise<unknown>((resolve) => {
    broker.onmessage = ({ data }) => resolve(data?.type);
  });
  broker.postMessage({ type: 'ping' });
  if ((await answer) !== 'pong') return;
  reached();
  broker.postMessage(message, ports);
}

/**
 * How a video of another site is asked for, so that this document may read it. Firefox lets the access that the user granted
 * stand for the site's own permission, but only in a request that asks for one.
 */
export const FOREIGN_VIDEO_CORS: string | null = 'use-credentials';
