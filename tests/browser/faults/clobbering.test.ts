/** A page whose elements are named after properties of forms and documents, which hides these from scripts. */
import { expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { chooseOnVideo, visible } from '../../support/pages/still-video';
import { EXACT, golden, screenshotOf, settles } from '../../support/picture';

const { extension, server } = await openBrowser();

test('hides nothing from Inkreel: it restyles, shows its button, compares, holds and leaves without an error', async () => {
  const page = await extension.browser.newPage();
  const errors: string[] = [];
  const devtools = await page.createCDPSession();
  devtools.on('Runtime.exceptionThrown', ({ exceptionDetails }) => {
    errors.push(exceptionDetails.exception?.description ?? exceptionDetails.text);
  });
  await devtools.send('Runtime.enable');
  await page.goto(server.url('empty.html'));
  await page.evaluate(() => {
    const namesOf = (start: object) => {
      const names = new Set<string>();
      for (let each = start; each && each !== Object.prototype; each = Object.getPrototypeOf(each)) {
        for (const name of Object.getOwnPropertyNames(each)) names.add(name);
      }
      names.delete('constructor');
      return [...names];
    };
    const [ofForms, ofDocuments] = [namesOf(HTMLFormElement.prototype), namesOf(Document.prototype)];
    const { body } = document;
    const make = document.createElement.bind(document);
    body.style.margin = '0';
    const form = make('form');
    const fields = make('div');
    fields.hidden = true;
    for (const name of ofForms) {
      const field = make('input');
      field.name = name;
      fields.append(field);
    }
    const video = make('video');
    Object.assign(video, { id: 'v', src: 'still-709.webm', muted: true });
    video.style.cssText = 'display: block; width: 160px; height: 90px';
    form.append(video, fields);
    body.append(form);
    const images = make('div');
    images.hidden = true;
    for (const name of ofDocuments) {
      const image = make('img');
      image.setAttribute('name', name);
      images.append(image);
    }
    body.append(images);
  });
  expect(await page.evaluate(() => typeof document.querySelector)).toBe('object');
  const seen = () => screenshotOf(page, '#v');
  const shows = (picture: 'anime' | 'original') => settles(picture, seen, golden(picture), EXACT);
  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
  await shows('anime');
  await page.mouse.move(80, 40);
  await page.mouse.move(82, 42);
  await visible(page, 'Restyled video');
  await page.mouse.move(600, 500);
  await page.keyboard.down('Backquote');
  await shows('original');
  await page.keyboard.up('Backquote');
  await shows('anime');
  await chooseOnVideo(extension, page, 'compare@video');
  await visible(page, 'Original on the left, style on the right');
  await extension.configure({ sites: {} });
  await shows('original');
  expect(errors).toEqual([]);
  await page.close();
});
