import browser from 'webextension-polyfill';
import { log } from '../util/log';
import { scope } from './scope';

const PATH = 'src/offscreen/index.html';

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

/** Resolves once the offscreen document exists. At most one creation runs at a time. */
export async function ensureOffscreenDocument(): Promise<void> {
  // Wait for a running creation: the document already counts as a context then, but cannot be reached.
  if (!creating && (await exists())) return;
  creating ??= create().finally(() => {
    creating = undefined;
  });
  await creating;
}

/**
 * Posts a message and its ports to the offscreen document, and creates the document where there is none.
 * @throws Error where it cannot be created or found
 */
export async function postToOffscreenDocument(message: unknown, ports: readonly MessagePort[]): Promise<void> {
  const url = browser.runtime.getURL(PATH);
  // Try again, because an idle document closes itself, possibly between the two steps.
  for (let attempt = 0; attempt < 3; attempt++) {
    await ensureOffscreenDocument();
    const clients = await scope.clients.matchAll({ type: 'all', includeUncontrolled: true });
    const host = clients.find((client) => client.url === url);
    if (host) return host.postMessage(message, [...ports]);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The offscreen document cannot be reached.');
}
