/** Writes pictures with their titles into one PNG, row by row. */
import { writeFile } from 'node:fs/promises';

/**
 * @param browser of puppeteer
 * @param file path of the PNG
 * @param cells `{ title, picture }`, the picture as a PNG in base64
 * @param columns cells in a row
 * @param width of a cell, in px; wider pictures are scaled down
 */
export async function writeContactSheet(browser, file, cells, columns, width) {
  const sheet = await browser.newPage();
  await sheet.setViewport({ width: columns * (width + 8) + 32, height: 1000 });
  await sheet.setContent(
    `<style>body { margin: 0; padding: 8px; display: grid; grid-template-columns: repeat(${columns}, ${width}px); gap: 8px; font: 12px sans-serif; background: #888 } img { display: block; max-width: 100% }</style>`,
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
}
