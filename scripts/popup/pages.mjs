// Makes a contact sheet of settings, welcome page and the bar with its menus: light, dark and forced colours, and 320 px wide.
// usage: node scripts/popup/pages.mjs FILE.png [LOCALE]     needs dist-demo (npm run build:demo)
import { extensionWorker, launchBrowser } from '../browser.mjs';
import { pinQuality, ROOT, serveDemo, sleep, styledStatus, switchSite } from '../demo.mjs';
import { writeContactSheet } from './contact-sheet.mjs';

const [file = 'pages.png', locale] = process.argv.slice(2);
/** Themes, by media feature. */
const THEMES = {
  light: { 'prefers-color-scheme': 'light' },
  dark: { 'prefers-color-scheme': 'dark' },
  'forced colours': { 'forced-colors': 'active' },
};
const WIDTHS = [1000, 320];
const demo = await serveDemo();
const browser = await launchBrowser({
  extension: `${ROOT}/dist-demo`,
  headless: true,
  args: locale ? [`--lang=${locale}`] : [],
});

/** Sets media features for as long as the page is open. */
async function emulate(session, features) {
  await session.send('Emulation.setEmulatedMedia', {
    features: Object.entries(features).map(([name, value]) => ({ name, value })),
  });
}

/** Moves the focus along the bar until `presses` keys were pressed, and opens what has it. */
async function openByKeys(page, presses) {
  for (let i = 0; i < presses; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await sleep(700);
}

/** Pictures of one page in every theme. */
async function pictures(page, name, fullPage) {
  const session = await page.createCDPSession();
  const cells = [];
  for (const [theme, features] of Object.entries(THEMES)) {
    await emulate(session, features);
    cells.push({ title: `${name}, ${theme}`, picture: await page.screenshot({ encoding: 'base64', fullPage }) });
  }
  await session.detach();
  return cells;
}

try {
  const { id, worker } = await extensionWorker(browser);
  const cells = [];
  for (const name of ['options', 'welcome'])
    for (const width of WIDTHS) {
      const page = await browser.newPage();
      await page.setViewport({ width, height: 800 });
      await page.goto(`chrome-extension://${id}/src/pages/${name}/index.html`);
      await page.waitForSelector('#styles input, #shelf li');
      cells.push(...(await pictures(page, `${name}, ${width} px`, true)));
      await page.close();
    }
  await pinQuality(worker, 'XS');
  const page = await browser.newPage();
  await page.setViewport({ width: 900, height: 620 });
  await page.goto(demo.url);
  await page.$eval('video', (video) => video.pause());
  await switchSite(worker, true);
  await styledStatus(worker);
  await openByKeys(page, 1);
  cells.push(...(await pictures(page, 'bar', false)));
  await openByKeys(page, 2);
  cells.push(...(await pictures(page, 'styles', false)));
  await page.keyboard.press('Escape');
  await openByKeys(page, 5);
  cells.push(...(await pictures(page, 'more', false)));
  await writeContactSheet(browser, file, cells, 3, 1000);
} finally {
  await browser.close();
  demo.close();
}
