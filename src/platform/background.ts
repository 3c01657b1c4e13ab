/**
 * Chromium's carrier of the host, seen from the background script: an offscreen document, which the service worker reaches
 * as one of its clients.
 */
import browser from 'webextension-polyfill';
import { log } from '../util/log';

const PATH = 'src/offscreen/index.html';

interface WorkerClient {
  readonly url: string;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

interface WorkerMessageEvent extends Event {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
  readonly origin: string;
  waitUntil(work: Promise<unknown>): void;
}

/** The parts of the service worker's global scope in use. TypeScript's own types for it clash with the DOM's. */
interface WorkerScope {
  readonly clients: { matchAll(options: { type: 'all'; includeUncontrolled: true }): Promise<WorkerClient[]> };
  readonly location: Location;
  addEventListener(type: 'message', listener: (event: WorkerMessageEvent) => void): void;
}

const scope = self as unknown as WorkerScope;

let creating: Promise<void> | undefined;

async function exists(): Promise<boolean> {
  const contexts = await chrome.runtime.getContexts({
    contextTypes: [chrome.runtime.ContextType.OFFSCREEN_DOCUMENT],
  });
  return contexts.length > 0;
}

async function create(): Promise<void> {
  try {
    await chrome.offscreen.createDocument({
      url: PATH,
      reasons: [chrome.offscreen.Reason.IFRAME_SCRIPTING],
      justification: 'Draws restyled video with WebGPU onto the canvases of overlay iframes.',
    });
  } catch (error) {
    // An earlier worker, stopped before it could note it, may have created the document already. Only one is allowed.
    if (!(await exists())) throw error;
    log('host document', 'It exists already', error);
  }
}

/** Resolves once the host exists. At most one creation runs at a time. */
export async function ensureHost(): Promise<void> {
  // Wait for a running creation: the document already counts as a context then, but cannot be reached.
  if (!creating && (await exists())) return;
  creating ??= create().finally(() => {
    creating = undefined;
  });
  await creating;
}

/**
 * Posts a message and its ports to the host, and creates the host where there is none.
 * @throws Error where it cannot be created or found
 */
export async function postToHost(message: unknown, ports: readonly MessagePort[]): Promise<void> {
  const url = browser.runtime.getURL(PATH);
  // Try again, because an idle document closes itself, possibly between the two steps.
  for (let attempt = 0; attempt < 3; attempt++) {
    await ensureHost();
    const clients = await scope.clients.matchAll({ type: 'all', includeUncontrolled: true });
    const host = clients.find((client) => client.url === url);
    if (host) return host.postMessage(message, [...ports]);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The offscreen document cannot be reached.');
}

/**
 * Receives what documents of the extension post with `attachToHost`.
 * @param receive closes the ports if it rejects; the worker stays until it is done
 */
export function onAttach(receive: (message: unknown, ports: readonly MessagePort[]) => Promise<void>): void {
  scope.addEventListener('message', (event) => {
    const isOurs = event.origin === scope.location.origin;
    event.waitUntil(receive(isOurs ? event.data : undefined, event.ports));
  });
}
