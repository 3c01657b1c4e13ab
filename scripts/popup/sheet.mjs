// Makes a contact sheet of the popup in all its states: one column light, one dark, with the height of each.
// usage: node scripts/popup/sheet.mjs FILE.png [LOCALE]     needs dist-demo (npm run build:demo)
import { writeFile } from 'node:fs/promises';
import { extensionWorker, launchBrowser } from '../browser.mjs';
import { ROOT } from '../demo.mjs';
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
      const scrolls = await page.$eval('main', (main) => main.scrollHeight - main.clientHeight);
      const picture = await page.screenshot({ encoding: 'base64', clip: { x: 0, y: 0, width: 560, height } });
      cells.push({
        title: `${popupCase.name}: ${height} px${scrolls > 0 ? `, ${scrolls} px to scroll` : ''}`,
        picture,
      });
    }
    await page.close();
  }
  const sheet = await browser.newPage();
  await sheet.setViewport({ width: 3440, height: 1000 });
  await sheet.setContent(
    `<style>body { margin: 0; padding: 8px; display: grid; grid-template-columns: repeat(6, 560px); gap: 8px; font: 12px sans-serif; background: #888 } img { display: block }</style>`,
  );
  await sheet.evaluate((all) => {
    for (const { title, picture } of all) {
      const figure = document.createElement('div');
      const image = new Image();
      image.src = `data:image/png;base64,${picture}`;
      figure.append(title, image);
      document.body.append(figure);
    }
  }, cells);
  await sheet.waitForFunction(() => [...document.images].every((image) => image.complete));
  await writeFile(file, await sheet.screenshot({ fullPage: true }));
  process.stdout.write(
    `${cells
      .map(({ title }) => title)
      .filter((_, i) => i % 2 === 0)
      .join('\n')}\n`,
  );
} finally {
  await browser.close();
}
