/**
 * Entry point of the host: an invisible document that owns the GPU device and draws every styled video of the browser.
 */
import './gpu/first-device';
import browser from 'webextension-polyfill';
import { closeHost, onPost } from '../platform/host';
import { BRIDGE_PORT } from '../protocol/bridge';
import { parseAttachToHost } from '../protocol/overlay-host';
import { type AskHostStart, parseDebugChanged, parseHostStart } from '../protocol/runtime';
import { logged, setLogging } from '../util/log';
import { Host } from './host';

const host = new Host(closeHost);

const ask: AskHostStart = { type: 'ask-host-start' };
browser.runtime
  .sendMessage(ask)
  .then((answer) => {
    const start = parseHostStart(answer);
    setLogging(start?.debug === true);
    if (start) host.prepare(start);
  })
  .catch(logged('host', 'The service worker does not answer', undefined));
browser.runtime.onMessage.addListener((message: unknown) => {
  const changed = parseDebugChanged(message);
  if (changed) setLogging(changed.isOn);
  return undefined;
});

// The background script has already checked the overlay's nonce.
onPost((message, [page, overlay]) => {
  const attach = parseAttachToHost(message);
  if (attach && page && overlay) host.attach(page, overlay, attach.tab);
});

browser.runtime.onConnect.addListener((port) => {
  if (port.sender?.id !== browser.runtime.id) return;
  if (port.name === BRIDGE_PORT) host.attachBridge(port);
  else host.connect(port);
});
