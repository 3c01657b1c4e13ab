// Makes a contact sheet of the popup in all its states: one column light, one dark, with the height of each.
// usage: node scripts/popup/sheet.mjs FILE.png [LOCALE]     needs dist-demo (npm run build:demo)
import { extensionWorker, launchBrowser } from '../browser.mjs';
import { ROOT } from '../demo.mjs';
import { writeContactSheet } from './contact-sheet.mjs';
import { openPopupCase, POPUP_CASES } from './states.mjs';

const [file = 'popup.png', locale] = process.argv.slice(2);
const browser = await launchBrowser({
  extension: `${ROOT}/dist-demo`,
  headless: true,
  args: locale ? [`--lang=${locale}`] : [],
});
try {
  const { id } = await extensionWorker(browser);
  const cells = [];
  for (const popupCase of POPUP_CASES) {
    const page = await openPopupCase(browser, id, popupCase);
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      const height = await page.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height));
      const scrolls = await page.$eval('#controls', (all) => all.scrollHeight - all.clientHeight);
      const picture = await page.screenshot({ encoding: 'base64', clip: { x: 0, y: 0, width: 600, height } });
      cells.push({
        title: `${popupCase.name}: ${height} px${scrolls > 0 ? `, ${scrolls} px to scroll` : ''}`,
        picture,
      });
    }
    await page.close();
  }
  await writeContactSheet(browser, file, cells, 6, 600);
  process.stdout.write(
    `${cells
      .map(({ title }) => title)
      .filter((_, i) => i % 2 === 0)
      .join('\n')}\n`,
  );
} finally {
  await browser.close();
}
