// `npm run first-paint`: how long the popup takes from its opening to its first paint with content, warm, beside a page of text
// alone (the licence), and how many files it needs. Needs dist-demo (npm run build:demo). It tells the load of the computer, because a busy
// one delays both.
import { loadavg } from 'node:os';
import { extensionWorker, launchBrowser } from '../browser.mjs';
import { ROOT, say } from '../demo.mjs';

/** Openings that warm the caches, and those that count. */
const [WARM_UP, COUNTED] = [3, 15];
const PAGES = { popup: 'src/pages/popup/index.html', 'a page of text': 'LICENSE.txt' };

/**
 * Opens a page and returns its first paint with content, in ms, and the files that its markup names.
 * @param {import('puppeteer').Browser} browser
 * @param {string} address
 */
async function open(browser, address) {
  const page = await browser.newPage();
  await page.setViewport({ width: 600, height: 600 });
  await page.goto(address);
  const seen = await page.evaluate(async () => {
    const ms = await new Promise((done) => {
      new PerformanceObserver((list) => {
        const paint = list.getEntriesByName('first-contentful-paint')[0];
        if (paint) done(paint.startTime);
      }).observe({ type: 'paint', buffered: true });
    });
    // The browser keeps no times of an extension's files.
    const files = [...document.querySelectorAll('script[src], link[href]')].map((each) => each.src || each.href);
    const sizes = await Promise.all(files.map(async (file) => (await (await fetch(file)).blob()).size));
    return { ms, files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  });
  await page.close();
  return seen;
}

const browser = await launchBrowser({ extension: `${ROOT}/dist-demo`, headless: true });
try {
  const { id } = await extensionWorker(browser);
  const seen = Object.fromEntries(Object.keys(PAGES).map((name) => [name, []]));
  // In turn, so that both meet the same load.
  for (let i = 0; i < WARM_UP + COUNTED; i++)
    for (const [name, path] of Object.entries(PAGES))
      seen[name].push(await open(browser, `chrome-extension://${id}/${path}`));
  for (const [name, all] of Object.entries(seen)) {
    const times = all
      .slice(WARM_UP)
      .map(({ ms }) => ms)
      .sort((a, b) => a - b);
    const at = (share) => Math.round(times[Math.floor(share * (times.length - 1))]);
    const { ms, files, bytes } = all[0];
    say(
      `First paint of ${name}: cold ${Math.round(ms)} ms; warm: median ${at(0.5)} ms, 90th percentile ${at(0.9)} ms.`,
    );
    if (files > 0) say(`  Its markup names ${files} files of ${Math.round(bytes / 1024)} KiB in all.`);
  }
  say(`Load of the computer: ${loadavg()[0].toFixed(1)}`);
} finally {
  await browser.close();
}
