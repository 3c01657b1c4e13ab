/**
 * Draws the extension's PNG icons from icons/mark.svg (icons/mark-small.svg at 16 pixels) in Chromium:
 * `node scripts/icons.mjs`. At 128 pixels the drawing keeps the 16-pixel margin that Chrome's store asks for.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { launchBrowser } from './browser.mjs';

/** The toolbar button where Inkreel does nothing: it shows on light and dark toolbars alike. */
const GREY = 'grayscale(1) brightness(1.25)';

const icons = new URL('../icons/', import.meta.url);
const sizes = [
  { size: 16, source: 'mark-small.svg', margin: 0 },
  { size: 16, source: 'mark-small.svg', margin: 0, name: 'off-16', filter: GREY },
  { size: 32, source: 'mark.svg', margin: 0, name: 'off-32', filter: GREY },
  { size: 32, source: 'mark.svg', margin: 0 },
  { size: 48, source: 'mark.svg', margin: 2 },
  { size: 128, source: 'mark.svg', margin: 16 },
];

const browser = await launchBrowser({ headless: true });
try {
  const page = await browser.newPage();
  for (const { size, source, margin, name = size, filter = 'none' } of sizes) {
    const svg = await readFile(new URL(source, icons), 'base64');
    await page.setViewport({ width: size, height: size });
    await page.setContent(
      `<body style="margin:${margin}px"><img style="display:block;width:100%;filter:${filter}" src="data:image/svg+xml;base64,${svg}">`,
    );
    await page.waitForFunction(() => document.images[0]?.complete);
    await writeFile(new URL(`${name}.png`, icons), await page.screenshot({ omitBackground: true }));
  }
} finally {
  await browser.close();
}
