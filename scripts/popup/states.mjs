// The states of the popup, and how to open it in one: shared by the contact sheet and the accessibility tests.

/** @typedef {import('../../src/protocol/runtime').DocumentStatus} DocumentStatus */
/**
 * Answers of the browser that put the popup into a state.
 * @typedef {{ name: string, url?: string, granted?: boolean, type?: string, embedded?: string[], closed?: boolean,
 *   settings?: object, report?: Partial<DocumentStatus>, refuse?: boolean, waitMs?: number, camera?: boolean }} PopupCase
 */

const HOST = 'www.example.com';
const PAGE = `https://${HOST}/watch`;
const ON = { sites: { [HOST]: { enabled: true } } };

export const STYLED = {
  fps: 24,
  styled: 0,
  dropped: 0,
  captureMs: 1,
  transportMs: 2,
  networkMs: 6,
  presentMs: 1,
  p95Ms: 12,
  width: 1280,
  height: 720,
  adapter: 'gpu',
  style: 'anime',
  network: { size: 'S', lines: 720 },
  gpuBytes: 1e8,
};

/**
 * Report of a document without a video.
 * @type {DocumentStatus}
 */
export const NOTHING = {
  type: 'status',
  document: 'd'.repeat(20),
  running: true,
  videos: 0,
  styled: [],
  playing: true,
  starting: null,
  faults: [],
  waiting: 0,
  foreign: [],
  capturable: false,
  readable: null,
  camera: null,
  canvas: false,
};

/** @param {string} fault */
const faulty = (fault, more = {}) => ({
  name: fault,
  granted: true,
  settings: ON,
  report: /** @type {Partial<DocumentStatus>} */ ({ videos: 1, faults: [fault], ...more }),
});

/** @type {PopupCase[]} */
export const POPUP_CASES = [
  { name: 'live', granted: true, settings: ON, report: { videos: 1, styled: [STYLED] } },
  { name: 'live, camera open', granted: true, settings: ON, report: { videos: 1, styled: [STYLED] }, camera: true },
  {
    name: 'in a call: plain',
    granted: true,
    settings: { ...ON, camera: { enabled: true, style: 'comic', strength: 0.8 } },
    report: { camera: 'too-slow' },
    camera: true,
  },
  { name: 'first question', granted: false },
  { name: 'first question, camera open', granted: false, camera: true },
  { name: 'canvas', granted: true, settings: ON, report: { canvas: true } },
  { name: 'refused', granted: false, settings: ON },
  { name: 'off with access', granted: true },
  { name: 'off for good', granted: true, settings: { sites: { [HOST]: { enabled: false, never: true } } } },
  { name: 'paused everywhere', granted: true, settings: { ...ON, paused: true } },
  { name: 'just this once', granted: false, report: { videos: 1, styled: [STYLED] } },
  { name: 'starting', granted: true, settings: ON, report: { videos: 1 } },
  {
    name: 'starting: compiling',
    granted: true,
    settings: ON,
    report: { videos: 1, starting: 'compiling' },
    waitMs: 4000,
  },
  {
    name: 'starting: drawing',
    granted: true,
    settings: ON,
    report: { videos: 1, starting: 'drawing' },
    waitMs: 4000,
  },
  {
    name: 'first picture too slow',
    granted: true,
    settings: ON,
    report: { videos: 1, starting: 'drawing' },
    waitMs: 7500,
  },
  {
    name: 'slow, a faster quality is tried',
    granted: true,
    settings: ON,
    report: { videos: 1, styled: [{ ...STYLED, fps: 0.8, networkMs: 4000 }] },
    waitMs: 2000,
  },
  { name: 'silent page', granted: true, settings: ON, waitMs: 4600 },
  {
    name: 'too slow to watch',
    granted: true,
    settings: { ...ON, quality: 'XS' },
    report: { videos: 1, styled: [{ ...STYLED, fps: 0.8 }] },
    waitMs: 5500,
  },
  { name: 'no video', granted: true, settings: ON, report: {} },
  { name: 'embedded', granted: true, settings: ON, report: {}, embedded: ['https://player.example.net/embed/1'] },
  { ...faulty('tainted', { foreign: ['https://cdn.example.net'], capturable: true }), name: 'tainted: copy or window' },
  {
    ...faulty('tainted', { foreign: ['https://cdn.example.net'], capturable: true }),
    name: 'the same, camera open',
    camera: true,
  },
  { ...faulty('not-loaded', { capturable: true }), name: 'not loaded: window' },
  faulty('no-webgpu'),
  faulty('no-gpu'),
  faulty('device-lost'),
  faulty('drm'),
  faulty('tainted'),
  faulty('not-loaded'),
  faulty('sandboxed'),
  faulty('bad-style'),
  faulty('too-slow'),
  faulty('internal'),
  faulty('host-gone'),
  faulty('no-frames'),
  { name: 'full', granted: true, settings: ON, report: { videos: 1, waiting: 1 } },
  { name: 'one of two', granted: true, settings: ON, report: { videos: 2, styled: [STYLED], faults: ['drm'] } },
  { name: 'browser page', url: 'chrome://version/' },
  { name: 'store', url: 'https://chromewebstore.google.com/' },
  { name: 'file', url: 'file:///home/me/video.mp4' },
  { name: 'pdf', type: 'application/pdf' },
  { name: 'closed page', closed: true },
];

/**
 * Runs in the popup before its scripts: answers as the browser would in the state `it`.
 * @param {PopupCase & { settings: object, page: string, nothing: DocumentStatus }} it
 */
export function answer(it) {
  const grantsPage = (origins) =>
    origins.every((origin) => origin.includes('example.com') || !it.page.startsWith('http'));
  // Firefox has `browser` beside `chrome`, as an object of its own.
  for (const api of [globalThis.chrome, globalThis.browser]) {
    if (!api) continue;
    api.tabs.query = async () => [{ id: 1, url: it.page }];
    api.scripting.executeScript = async () => {
      if (it.closed) throw new Error('This page is closed.');
      return [{ result: { type: it.type ?? 'text/html', embedded: it.embedded ?? [] } }];
    };
    api.permissions.contains = async ({ origins = [] }) => it.granted === true && grantsPage(origins);
    api.storage.local.get = async () => ({ settings: it.settings });
    let pictures = 0;
    api.tabs.connect = () => {
      const listeners = [];
      let timer;
      const event = { addListener: (fn) => listeners.push(fn), removeListener: () => {} };
      const post = () => {
        const styled = it.report?.styled?.map((stats) => ({ ...stats, styled: Math.floor(pictures) })) ?? [];
        pictures += (styled[0]?.fps ?? 0) / 2;
        for (const fn of listeners) fn({ ...it.nothing, ...it.report, styled });
      };
      if (it.report) {
        timer = setInterval(post, 500);
        setTimeout(post);
      }
      return { onMessage: event, onDisconnect: { addListener: () => {} }, disconnect: () => clearInterval(timer) };
    };
  }
}

/**
 * Opens the popup as a page, in one of its states.
 * @param {import('puppeteer').Browser} browser
 * @param {string} id of the extension
 * @param {PopupCase} popupCase
 * @param {() => void} [prepare] runs in the popup before its scripts
 */
export async function openPopupCase(browser, id, popupCase, prepare) {
  const page = await browser.newPage();
  await page.setViewport({ width: 600, height: 600, deviceScaleFactor: 1 });
  const settings = { style: 'anime', strength: 0.8, ...popupCase.settings };
  if (prepare) await page.evaluateOnNewDocument(prepare);
  await page.evaluateOnNewDocument(answer, { ...popupCase, settings, page: popupCase.url ?? PAGE, nothing: NOTHING });
  await page.goto(`chrome-extension://${id}/src/pages/popup/index.html`);
  await page.waitForFunction(() => document.getElementById('status')?.textContent);
  await new Promise((done) => setTimeout(done, popupCase.waitMs ?? (popupCase.report ? 700 : 100)));
  if (popupCase.camera) await page.click('#camera summary');
  return page;
}
