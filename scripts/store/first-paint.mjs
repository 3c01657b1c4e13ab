// `npm run first-paint`: how long the popup takes from its opening to its first paint with content, warm. Needs dist-demo
// (npm run build:demo). It tells the load of the computer beside the figure, because a busy one makes it meaningless.
import { loadavg } from 'node:os';
import { extensionWorker, launchBrowser } from '../browser.mjs';
import { ROOT, say } from '../demo.mjs';

/** Openings that warm the caches, and those that count. */
const [WARM_UP, COUNTED] = [3, 15];

const browser = await launchBrowser({ extension: `${ROOT}/dist-demo`, headless: true });
try {
  const { id } = await extensionWorker(browser);
  const times = [];
  for (let i = 0; i < WARM_UP + COUNTED; i++) {
    const page = await browser.newPage();
    await page.setViewport({ width: 480, height: 600 });
    await page.goto(`chrome-extension://${id}/src/pages/popup/index.html`);
    const ms = await page.evaluate(
      () =>
        new Promise((done) => {
          new PerformanceObserver((list) => {
            const paint = list.getEntriesByName('first-contentful-paint')[0];
            if (paint) done(paint.startTime);
          }).observe({ type: 'paint', buffered: true });
        }),
    );
    if (i >= WARM_UP) times.push(ms);
    await page.close();
  }
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(times[Math.floor(share * (times.length - 1))]);
  say(`First paint of the popup, warm: median ${at(0.5)} ms, 90th percentile ${at(0.9)} ms, of ${COUNTED} openings.`);
  say(`Load of the computer: ${loadavg()[0].toFixed(1)}`);
} finally {
  await browser.close();
}
