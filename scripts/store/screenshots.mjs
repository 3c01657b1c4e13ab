// `npm run store [-- FOLDER]`: takes the stores' screenshots, 1280 x 800, of the real product: the welcome page with its compare
// line, a styled video with the popup over it, and the settings. Needs dist-demo (npm run build:demo) and no graphics card.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { extensionWorker, launchBrowser } from '../browser.mjs';
import { pinQuality, ROOT, say, serveDemo, sleep, styledStatus, switchSite } from '../demo.mjs';

const SIZE = { width: 1280, height: 800, deviceScaleFactor: 1 };
/** Moment of the demo clip with a portrait, in seconds. */
const MOMENT_S = 1.5;
/** Drawing in a software adapter takes its time. */
const PATIENCE_MS = 240_000;

const folder = resolve(process.argv[2] ?? join(ROOT, 'shots/store'));
await mkdir(folder, { recursive: true });
const demo = await serveDemo();
const browser = await launchBrowser({ extension: `${ROOT}/dist-demo`, headless: true, viewport: SIZE });

async function save(name, page) {
  await writeFile(join(folder, `${name}.png`), await page.screenshot({ type: 'png' }));
  say(join(folder, `${name}.png`));
}

/** Returns a page with the real popup laid over a screenshot of the tab, as the browser shows it: no page can hold both. */
async function withPopup(tab, popup) {
  const height = await popup.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height));
  const [behind, over] = await Promise.all([
    tab.screenshot({ encoding: 'base64' }),
    popup.screenshot({ encoding: 'base64', clip: { x: 0, y: 0, width: 600, height } }),
  ]);
  const page = await browser.newPage();
  await page.setContent(
    `<body style="margin:0;background:url(data:image/png;base64,${behind})"><img style="position:absolute;top:8px;right:24px;border-radius:12px;box-shadow:0 8px 40px #0006" src="data:image/png;base64,${over}">`,
  );
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  return page;
}

try {
  const { id, worker } = await extensionWorker(browser);
  const address = (path) => `chrome-extension://${id}/src/pages/${path}/index.html`;
  await pinQuality(worker, 'M');

  const tab = await browser.newPage();
  await tab.goto(demo.url);
  await tab.$eval(
    'video',
    (video, time) => {
      video.pause();
      video.currentTime = time;
    },
    MOMENT_S,
  );
  await switchSite(worker, true);
  await styledStatus(worker);
  await sleep(5000);
  await save('1-styled', tab);
  await tab.bringToFront();
  await (await browser.extensions()).get(id).triggerAction(tab);
  const target = await browser.waitForTarget((each) => each.url().startsWith(address('popup')));
  const popup = await target.asPage();
  await popup.waitForFunction(
    () => document.querySelectorAll('.live').length === document.querySelectorAll('#styles input').length,
    { timeout: PATIENCE_MS },
  );
  // The popup closes by itself when the page with both opens.
  await save('2-popup', await withPopup(tab, popup));
  await tab.close();

  const welcome = await browser.newPage();
  await welcome.goto(address('welcome'));
  await sleep(20_000);
  await save('3-welcome', welcome);
  await welcome.close();

  const options = await browser.newPage();
  await worker.evaluate(async () => {
    const { settings } = await chrome.storage.local.get('settings');
    const sites = {
      'www.example.com': { enabled: true, style: 'comic', strength: 0.8 },
      'work.example.org': { enabled: false, never: true },
    };
    await chrome.storage.local.set({ settings: { ...settings, quality: 'auto', favourites: ['comic'], sites } });
  });
  await options.goto(address('options'));
  await options.waitForSelector('.site');
  await save('4-settings', options);
  await options.$eval('#styles-title', (title) => title.scrollIntoView());
  await sleep(500);
  await save('5-styles', options);
} finally {
  await browser.close();
  demo.close();
}
