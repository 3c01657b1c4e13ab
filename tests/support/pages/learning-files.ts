/** What tests need to learn a style: a browser whose extension has a small perceptual network and a narrow preview, and a picture to drop. */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import type { Page } from 'puppeteer';
import { afterAll } from 'vitest';
import type { Graph } from '../../../src/engine/model/graph';
import type { WeightTensor } from '../../../src/engine/model/safetensors';
import { writeModel } from '../../../src/engine/model/write-model';
import { DIST, type Extension, eventually, launchExtension } from '../extension';
import { type PageServer, servePages } from '../server';

/** A software adapter takes seconds for a step. */
export const PATIENCE_MS = 240_000;

/** A browser with a copy of the extension that learns through the small perceptual network, until the file has ended. */
export async function openLearningBrowser(): Promise<{ extension: Extension; server: PageServer }> {
  const copy = mkdtempSync(join(tmpdir(), 'inkreel-'));
  cpSync(DIST, copy, { recursive: true });
  const replace = (asset: RegExp, bytes: Uint8Array) =>
    writeFileSync(join(copy, 'assets', readdirSync(join(copy, 'assets')).find((name) => asset.test(name))!), bytes);
  replace(/^vgg19-.*\.safetensors$/, smallPerceptual());
  // The photograph of the preview: its height is fixed, and a wide one takes a software adapter longer than ten steps.
  replace(/^chelsea-.*\.webp$/, PNG.sync.write(new PNG({ width: 32, height: 216 })));
  const server = await servePages();
  const extension = await launchExtension([], copy);
  afterAll(async () => {
    await extension.close();
    await server.close();
    rmSync(copy, { recursive: true });
  });
  return { extension, server };
}

/** Opens the settings page at *Make your own*, with its list of own styles filled. */
export async function openMaking({ browser, id }: Extension): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`chrome-extension://${id}/src/pages/options/index.html#make`);
  await page.waitForSelector('#shelf li');
  return page;
}

/** A VGG-19 with an eighth of its channels and random weights: the real one takes a software adapter minutes for a step. */
function smallPerceptual(): Uint8Array {
  const channels = {
    conv1_1: [3, 8],
    conv1_2: [8, 8],
    conv2_1: [8, 16],
    conv2_2: [16, 16],
    conv3_1: [16, 32],
  } as const;
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const tensors = new Map<string, WeightTensor>();
  for (const [name, [inner, out]] of Object.entries(channels)) {
    // The picture has values of up to 255.
    const spread = Math.sqrt(3 / (inner * 9)) / (inner === 3 ? 64 : 1);
    const weight = Float32Array.from({ length: out * inner * 9 }, () => random() * spread);
    tensors.set(`${name}.weight`, { shape: [out, inner, 3, 3], data: weight });
    tensors.set(`${name}.bias`, { shape: [out], data: new Float32Array(out).fill(0.1) });
  }
  const graph: Graph = { version: 1, input: 'image', output: 'image', multiple: 1, nodes: [] };
  return new Uint8Array(writeModel({ graph, tensors }));
}

/** A picture that no shipped style looks like: yellow and black stripes. */
export function stripes(): Uint8Array {
  const picture = new PNG({ width: 128, height: 128 });
  for (let i = 0; i < 128 * 128; i++)
    picture.data.set((i + (i >> 7)) % 16 < 8 ? [255, 220, 0, 255] : [0, 0, 0, 255], i * 4);
  return PNG.sync.write(picture);
}

/** A BMP of one colour. */
export function blackWall(): Buffer {
  const file = Buffer.alloc(54 + 64 * 64 * 3);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  for (const at of [18, 22]) file.writeInt32LE(64, at);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  return file;
}

/** Drops a picture on the settings page, as a user drags it there. */
export function dropPicture(options: Page, name: string, type: string, bytes: Uint8Array): Promise<void> {
  return options.evaluate(
    (fileName, mime, base64) => {
      const data = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      data.items.add(new File([content], fileName, { type: mime }));
      document.getElementById('make')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    },
    name,
    type,
    Buffer.from(bytes).toString('base64'),
  );
}

/** Drops the stripes on the settings page, and chooses the fine strokes that need the fewest operations. */
export async function offerStripes(options: Page): Promise<void> {
  await dropPicture(options, 'Wasp.png', 'image/png', stripes());
  await options.waitForSelector('#make-form:not([hidden])');
  await options.$eval('input[name=stroke][value=fine]', (radio) => (radio as HTMLInputElement).click());
}

/** Starts to learn the stripes. */
export async function startLearning(options: Page): Promise<void> {
  await offerStripes(options);
  await options.click('#make-start');
}

/** Returns how far the settings page says that learning is. */
export const learningSeen = (options: Page) =>
  options.$eval('#learning', (section) => ({
    phase: (section as HTMLElement).dataset.phase,
    step: Number((section as HTMLElement).dataset.step),
    loss: Number((section as HTMLElement).dataset.loss),
  }));

/** Waits for a step, and returns what is seen then. */
export const learningStep = (options: Page, least: number) =>
  eventually(
    `step ${least}`,
    async () => {
      const now = await learningSeen(options);
      return now.phase === 'learning' && now.step >= least ? now : undefined;
    },
    PATIENCE_MS,
  );

/** Discards what is learned, and brings it back by the button that has the focus then. */
export async function discardAndUndo(options: Page): Promise<void> {
  await options.$eval('#learning-drop', (button) => (button as HTMLElement).click());
  await options.waitForSelector('#discarded-undo:focus');
  await options.keyboard.press('Enter');
}

/** Waits for the form of a learned style. Returns the name in it, and whether it stands in the place of the progress and in sight. */
export async function nameAskedFor(options: Page): Promise<{ name: string; isInPlace: boolean }> {
  const form = await options.waitForSelector('#own-form:not([hidden])', { timeout: PATIENCE_MS });
  return form!.evaluate((shown) => {
    const { top, bottom } = shown.querySelector('[type=submit]')!.getBoundingClientRect();
    const isHere = shown.closest('#learning + *') !== null && !document.getElementById('learning')!.checkVisibility();
    const { value: name } = document.getElementById('own-name') as HTMLInputElement;
    return { name, isInPlace: isHere && top > 0 && bottom < innerHeight };
  });
}
