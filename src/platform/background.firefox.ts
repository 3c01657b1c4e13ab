/**
 * Firefox's carrier of the host, seen from the background script: an iframe of the event page, which lives as long as the
 * host. Overlays reach the event page through the port broker, because no other way passes ports to it.
 */
import browser from 'webextension-polyfill';
import { logged } from '../util/log';
import { openPortBroker } from './port-broker/port-broker';

const PATH = 'src/offscreen/index.html';

/** Firefox ends an idle event page after 30 s, and every call of an asynchronous interface starts that time again. */
const KEEP_AWAKE_MS = 15_000;

let host: HTMLIFrameElement | undefined;
let creating: Promise<void> | undefined;

/** The iframe removes itself when the host ends (host.firefox.ts). */
const isOpen = (): boolean => host?.isConnected === true;

function create(): Promise<void> {
  const frame = document.createElement('iframe');
  host = frame;
  const keepAwake = setInterval(() => {
    if (frame.isConnected)
      browser.runtime.getPlatformInfo().catch(logged('background', 'Firefox does not answer', undefined));
    else clearInterval(keepAwake);
  }, KEEP_AWAKE_MS);
  frame.src = browser.runtime.getURL(PATH);
  return new Promise((loaded) => {
    frame.addEventListener('load', () => loaded(), { once: true });
    document.documentElement.append(frame);
  });
}

/** Resolves once the host exists. At most one creation runs at a time. */
export async function ensureHost(): Promise<void> {
  if (!creating && isOpen()) return;
  creating ??= create().finally(() => {
    creating = undefined;
  });
  await creating;
}

/** Posts a message and its ports to the host, and creates the host where there is none. */
export async function postToHost(message: unknown, ports: readonly MessagePort[]): Promise<void> {
  await ensureHost();
  host?.contentWindow?.postMessage(message, location.origin, [...ports]);
}

/**
 * Receives what documents of the extension post with `attachToHost`.
 * @param receive closes the ports if it rejects
 */
export function onAttach(receive: (message: unknown, ports: readonly MessagePort[]) => Promise<void>): void {
  const port = openPortBroker();
  port.onmessage = ({ data, ports }) => {
    receive(data, ports).catch(reportError);
  };
  port.postMessage({ type: 'serve' });
}
