/**
 * Entry point of the host: an invisible document that owns the GPU device and draws every styled video of the browser.
 */
import browser, { type Runtime } from 'webextension-polyfill';
import { closeHost, onPost } from '../platform/host';
import { BRIDGE_PORT, bridge, parseBridgedToHost } from '../protocol/bridge';
import { parseAttachOverlay } from '../protocol/overlay-host';
import type { PageToHost } from '../protocol/page-host';
import { type AskDebug, parseDebugChanged } from '../protocol/runtime';
import { logged, setLogging } from '../util/log';
import { Host } from './host';

const host = new Host(closeHost);

const ask: AskDebug = { type: 'ask-debug' };
browser.runtime
  .sendMessage(ask)
  .then((isOn) => setLogging(isOn === true))
  .catch(logged('host', 'The service worker does not answer', undefined));
browser.runtime.onMessage.addListener((message: unknown) => {
  const changed = parseDebugChanged(message);
  if (changed) setLogging(changed.isOn);
  return undefined;
});

// The background script has already checked the overlay's nonce.
onPost((message, [page, overlay]) => {
  if (parseAttachOverlay(message) && page && overlay) host.attach(page, overlay);
});

/** Attaches a page that has no overlay document. One port of its content script carries both ports of the session. */
function attachBridge(port: Runtime.Port): void {
  const [page, overlay] = [new MessageChannel(), new MessageChannel()];
  // A MessagePort does not report the end of the other side, so the bridge closes the session.
  const gone: PageToHost = { type: 'close', reason: 'gone' };
  bridge(port, { page: page.port2, overlay: overlay.port2 }, parseBridgedToHost, () => page.port2.postMessage(gone));
  host.attach(page.port1, overlay.port1);
}

browser.runtime.onConnect.addListener((port) => {
  if (port.sender?.id !== browser.runtime.id) return;
  if (port.name === BRIDGE_PORT) attachBridge(port);
  else host.connect(port);
});
