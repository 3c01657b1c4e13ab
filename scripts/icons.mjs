/**
 * Draws the extension's PNG icons from icons/mark.svg (icons/mark-small.svg at 16 pixels) in Chromium:
 * `node scripts/icons.mjs`. At 128 pixels the drawing keeps the 16-pixel margin that Chrome's store asks for.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { launchBrowser } from './browser.mjs';

const icons = new URL('../icons/', import.meta.url);
const sizes = [
  { size: 16, source: 'mark-small.svg', margin: 0 },
  { size: 32, source: 'mark.svg', margin: 0 },
  { size: 48, source: 'mark.svg', margin: 2 },
  { size: 128, source: 'mark.svg', margin: 16 },
];

const browser = await launchBrowser({ headless: true });
try {
  const page = await browser.newPage();
  for (const { size, source, margin } of sizes) {
    const svg = await readFile(new URL(source, icons), 'base64');
    await page.setViewport({ width: size, height: size });
    await page.setContent(
      `<body style="margin:${margin}px"><img style="display:block;width:100%" src="data:image/svg+xml;base64,${svg}">`,
    );
    await page.waitForFunction(() => document.images[0]?.complete);
    await writeFile(new URL(`${size}.png`, icons), await page.screenshot({ omitBackground: true }));
  }
} finally {
  await browser.close();
}
