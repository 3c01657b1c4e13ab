/** A style is learned on frames of the viewer's own videos, where the viewer ticks that. */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DIST, eventually, launchExtension, videosReady } from '../../support/extension';
import { dropPicture, smallPerceptual, stripes } from '../../support/pages/learning-files';
import { BEFORE } from '../../support/pages/options-page';
import { servePages } from '../../support/server';

/** A software adapter takes seconds for a step. */
const PATIENCE_MS = 240_000;
const TAKEN = /(\d+) parts of frames are learned on/;

/** A copy of the extension that learns through the small perceptual network. */
const copy = mkdtempSync(join(tmpdir(), 'inkreel-'));
cpSync(DIST, copy, { recursive: true });
const [vgg] = readdirSync(join(copy, 'assets')).filter((name) => /^vgg19-.*\.safetensors$/.test(name));
writeFileSync(join(copy, 'assets', vgg!), smallPerceptual());
const server = await servePages();
const extension = await launchExtension([], copy);
afterAll(async () => {
  await extension.close();
  await server.close();
  rmSync(copy, { recursive: true });
});

test('parts of the frames on display are learned on where the box is ticked, and not otherwise', {
  timeout: 4 * PATIENCE_MS,
}, async () => {
  await extension.configure({ ...BEFORE, debug: true, sites: { '127.0.0.1': { enabled: true } } });
  const page = await extension.browser.newPage();
  const clip = { clip: 'still-709.webm', paused: '', width: '640', height: '360' };
  await page.goto(server.url('plain.html', clip, '127.0.0.1'));
  await videosReady(page);
  const host = await eventually('the host', () => extension.offscreen(), PATIENCE_MS);
  const log: string[] = [];
  (await host.asPage()).on('console', (line) => log.push(line.text()));
  const taken = () => log.flatMap((line) => TAKEN.exec(line)?.[1] ?? []);
  await eventually('the styled video', () => log.some((line) => /anime is shown/.test(line)), PATIENCE_MS);
  const options = await extension.browser.newPage();
  await options.goto(`chrome-extension://${extension.id}/src/pages/options/index.html#make`);
  await options.waitForSelector('#shelf li');
  const learnTo = async (least: number, isTicked: boolean) => {
    await dropPicture(options, 'Wasp.png', 'image/png', stripes());
    await options.waitForSelector('#make-form:not([hidden])');
    await options.$eval('input[name=stroke][value=fine]', (radio) => (radio as HTMLInputElement).click());
    await options.click('#make-start');
    // A hidden page sends no frames.
    await page.bringToFront();
    const step = () => options.$eval('#learning', (section) => Number((section as HTMLElement).dataset.step));
    await eventually(`step ${least}`, async () => (await step()) >= least, PATIENCE_MS);
    if (isTicked) await eventually('a frame', () => taken().length > 0, PATIENCE_MS);
    await options.bringToFront();
    await options.click('#learning-drop');
    await options.waitForSelector('#learning', { hidden: true, timeout: PATIENCE_MS });
  };
  await learnTo(10, false);
  expect(taken()).toEqual([]);
  await options.click('#make-frames');
  await learnTo(10, true);
  // A wide frame has two squares.
  expect(taken()[0]).toBe('2');
});
