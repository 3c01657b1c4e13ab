/** Firefox: documents of the extension post ports to the event page through the switchboard. */
import { openSwitchboard } from './switchboard/switchboard';

/**
 * Posts a message with its ports to the background script (`onAttach`).
 * @param reached called once this document is known to be able to: a private window has a switchboard of its own, with
 *   no event page behind it
 */
export async function attachToHost(message: unknown, ports: MessagePort[], reached: () => void): Promise<void> {
  const line = openSwitchboard();
  const answer = new Promise<unknown>((resolve) => {
    line.onmessage = ({ data }) => resolve(data?.type);
  });
  line.postMessage({ type: 'ping' });
  if ((await answer) !== 'pong') return;
  reached();
  line.postMessage(message, ports);
}
