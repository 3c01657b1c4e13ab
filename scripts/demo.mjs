// The demo page and the extension on it: shared by `npm start` and `npm run dev`.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Time limit for the first restyled frame. The software adapter needs seconds a frame. */
const PATIENCE_MS = 180_000;

export const say = (line) => process.stdout.write(`${line}\n`);
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** True if the user can see a window. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** Serves demo/ on a free loopback port. */
export async function serveDemo() {
  const server = createServer(sirv(join(ROOT, 'demo'), { dev: true }));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => server.closeAllConnections() || server.close(),
  };
}

/** Switches the demo's site on or off, as the popup does. */
export async function switchSite(worker, enabled) {
  await worker.evaluate(async (on) => {
    const { settings = {} } = await chrome.storage.local.get('settings');
    await chrome.storage.local.set({
      settings: { ...settings, sites: { ...settings.sites, '127.0.0.1': { enabled: on } } },
    });
  }, enabled);
}

/** Draws every frame with the network of this size, however slow the computer is. */
export function pinQuality(worker, quality) {
  return worker.evaluate((quality) => chrome.storage.local.set({ settings: { quality } }), quality);
}

/** Returns the page's report to the popup (DocumentStatus in src/protocol), or null if no content script answers. */
function pageStatus(worker) {
  return worker.evaluate(async () => {
    const [tab] = await chrome.tabs.query({ url: 'http://127.0.0.1/*' });
    if (tab?.id === undefined) return null;
    const port = chrome.tabs.connect(tab.id, { name: 'inkreel-status' });
    const status = await new Promise((done) => {
      port.onMessage.addListener(done);
      port.onDisconnect.addListener(() => done(null));
      setTimeout(() => done(null), 3000);
    });
    port.disconnect();
    return status;
  });
}

/** Waits until the page has no overlay any more. @throws if that takes too long */
export async function unstyled(worker) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    if (!(await pageStatus(worker))?.styled.length) return;
    await sleep(200);
  }
  throw new Error('The overlay stays although the site is switched off.');
}

/**
 * Waits for the first restyled frame and returns its statistics.
 * @throws if the browser has no WebGPU adapter, or no frame comes in time
 */
export async function styledStatus(worker) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const status = await pageStatus(worker);
    if (status?.styled.some((stats) => stats.styled > 0)) return status.styled[0];
    if (status?.faults.some((fault) => fault === 'no-gpu' || fault === 'no-webgpu')) {
      throw new Error(
        'This browser offers no WebGPU adapter, so nothing can be restyled. chrome://gpu or about:support tells why.',
      );
    }
    await sleep(500);
  }
  throw new Error(`No frame was restyled within ${PATIENCE_MS / 1000} s.`);
}
