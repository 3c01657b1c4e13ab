/** The host: an invisible document that owns the GPU device and draws every styled video of the browser. */
import browser from 'webextension-polyfill';
import { parseAttachOverlay } from '../link/validate';
import { Host } from './host';

const host = new Host(() => close());

// Only the service worker can post here, and it checked the overlay's nonce.
navigator.serviceWorker.addEventListener('message', ({ data, ports }) => {
  const [page, overlay] = ports;
  if (parseAttachOverlay(data) && page && overlay) host.attach(page, overlay);
});
navigator.serviceWorker.startMessages();

browser.runtime.onConnect.addListener((port) => {
  if (port.sender?.id === browser.runtime.id) host.connect(port);
});
