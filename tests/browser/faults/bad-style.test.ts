/** Styles that cannot be had: the user reads it, the original is seen, and no frame is sent for nothing. */
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { overlays } from '../../support/devtools';
import { DIST, eventually, launchExtension, statusOf, videosReady } from '../../support/extension';
import { LinkClient } from '../../support/link-client';
import { openPopup } from '../../support/pages/popup';
import { servePages } from '../../support/server';

const PATIENCE_MS = 60_000;
/** Damage to the file of each style, in every size that there is. */
const DAMAGES: Record<string, (file: string) => void> = {
  anime: unlinkSync,
  'starry-night': (file) => truncateSync(file, 1000),
  'great-wave': (file) => {
    const bytes = readFileSync(file);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
  },
};

const altered = mkdtempSync(join(tmpdir(), 'inkreel-'));
cpSync(DIST, altered, { recursive: true });
for (const [style, damage] of Object.entries(DAMAGES)) {
  const files = readdirSync(join(altered, 'assets')).filter(
    (name) => name.startsWith(`${style}-`) && name.endsWith('.safetensors'),
  );
  for (const file of files) damage(join(altered, 'assets', file));
}
const server = await servePages();
const extension = await launchExtension([], altered);

// Close all pages, so that a retry starts clean.
afterEach(async () => {
  for (const page of await extension.browser.pages()) await page.goto('about:blank');
});

afterAll(async () => {
  await extension.close();
  await server.close();
  rmSync(altered, { recursive: true });
});

test('a style whose file is missing, cut or changed is told to the user and costs no frames; the next one is shown', async () => {
  await extension.configure({ style: 'anime', sites: { '127.0.0.1': { enabled: true } } });
  const page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'moving.webm', width: '160', height: '90' }));
  await videosReady(page);
  await page.evaluate(() => {
    const video = document.querySelector('video')!;
    video.loop = true;
    return video.play();
  });
  const status = () => statusOf(extension, page.url());
  const client = await LinkClient.of(extension, page);
  await client.run(() => {
    const counted = globalThis as unknown as { inkreelFrames: number };
    counted.inkreelFrames = 0;
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...rest: [{ type?: string }]) {
      if (rest[0].type === 'frame') counted.inkreelFrames++;
      postMessage.apply(this, rest);
    };
  });
  const sent = () => client.run(() => (globalThis as unknown as { inkreelFrames: number }).inkreelFrames);

  for (const style of Object.keys(DAMAGES)) {
    await extension.configure({ style });
    await eventually(style, async () => (await status()).faults[0] === 'bad-style', PATIENCE_MS);
    // A frame may have been on its way when the fault came.
    const before = await sent();
    await eventually('no more frames', async () => {
      const now = await sent();
      await new Promise((done) => setTimeout(done, 1500));
      return (await sent()) === now;
    });
    expect(await sent()).toBeLessThanOrEqual(before + 1);
    expect((await overlays(page)).map(({ isShown }) => isShown)).toEqual([false]);
  }
  const popup = await openPopup(extension, page);
  const sentence = 'This style couldn’t be loaded';
  await eventually('the sentence', () =>
    popup.$eval('#box-title', (line, text) => line.textContent === text, sentence),
  );
  await popup.close();
  await page.bringToFront();

  await page.evaluate(() => document.querySelector('video')!.pause());
  await extension.configure({ style: 'scream' });
  await eventually('a picture', async () => (await status()).styled[0]?.style === 'scream', PATIENCE_MS);
  expect((await status()).faults).toEqual([]);
});
