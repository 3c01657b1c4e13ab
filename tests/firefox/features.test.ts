/** What Inkreel offers beside restyling, in Firefox with WebGPU on the processor. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/extension';
import { decodePng, EXACT, golden, type Picture, screenshot, settles } from '../support/picture';
import { servePages } from '../support/server';
import { Firefox } from './support/firefox';

const SIZE = { width: '160', height: '90' };
const PLACE = { x: 20, y: 20, width: 160, height: 90 };
/** Time to compile a network on a processor with much else to do. */
const PATIENCE_MS = 60_000;

const server = await servePages();
const firefox = await Firefox.launch(true, true);
afterAll(async () => {
  await firefox.close();
  await server.close();
});

let page: Page;
const seen = () => screenshot(page, PLACE, {});
const shows = (name: string) => settles(name, seen, golden(name), EXACT, PATIENCE_MS);

beforeAll(() =>
  firefox.configure({ quality: 'XS', sync: false, style: 'anime', sites: { '127.0.0.1': { enabled: true } } }),
);
afterEach(() => page.close());

async function openStill(query: Record<string, string> = {}): Promise<void> {
  page = await firefox.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', paused: '', ...SIZE, ...query }));
}

test('a cross-origin isolated page is restyled', async () => {
  await openStill({ isolated: '1' });
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await shows('anime');
});

async function openPrivately(): Promise<void> {
  const address = server.url('plain.html', { clip: 'still-709.webm', paused: '', ...SIZE });
  await firefox.settings.evaluate(async (url) => {
    await chrome.windows.create({ incognito: true, url });
  }, address);
  page = await eventually('its tab', async () =>
    (await firefox.browser.pages()).find((each) => each.url() === address),
  );
}

test('in a private window, a video is restyled with the looks of the other windows', async () => {
  await openPrivately();
  await shows('anime');
});

test('the context menu compares the original with the style, parted by a line', async () => {
  await openStill();
  await shows('anime');
  await firefox.chooseMenu(page, 'Compare with the original', 60, 60);
  await page.mouse.move(500, 500);
  /** Leaves out the names of both sides, and a strip around the line and its handle. */
  const halves = ({ width, height, data }: Picture, right = data): Picture => ({
    width,
    height,
    data: data.map((value, i) => {
      const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)];
      return Math.abs(x - 80) < 26 || y < 40 ? 0 : x < 80 ? value : right[i]!;
    }),
  });
  const both = halves(golden('original'), golden('anime').data);
  await settles('half and half', async () => halves(await seen()), both, EXACT, PATIENCE_MS);
});

/** Runs `act`, which saves a file whose name ends so, and returns its content once it is complete. */
async function saved(ending: string, act: () => Promise<void>): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'inkreel-'));
  await firefox.downloadInto(folder);
  try {
    await act();
    const name = await eventually('the file', () => {
      const names = readdirSync(folder);
      return names.some((each) => each.endsWith('.part')) ? undefined : names.find((each) => each.endsWith(ending));
    });
    return await eventually('its content', () => {
      const content = readFileSync(join(folder, name));
      return content.length > 0 ? content : undefined;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the picture is saved, as it is shown', async () => {
  await openStill();
  await shows('anime');
  const file = await saved('.png', () => firefox.chooseMenu(page, 'Save picture', 60, 60));
  await settles('the file', async () => decodePng(file), golden('anime'), EXACT);
});

test('a clip is recorded, without the sound that Firefox gives to no extension', async () => {
  await firefox.configure({ quality: 'XS', style: 'starry-night' });
  page = await firefox.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'sounding.webm', width: '640', height: '360' }));
  await eventually('a styled video', async () => (await firefox.statusOf(page.url())).styled.length > 0, PATIENCE_MS);
  await page.bringToFront();
  const file = await saved('', async () => {
    for (const name of ['Restyled video', 'More', 'Record a clip of 5 sec'])
      await firefox.pressControl(page, name, { x: 60, y: 300 });
  });
  const clip = await page.evaluate(async (base64) => {
    const video = document.createElement('video');
    video.src = `data:video/webm;base64,${base64}`;
    await new Promise((done, fail) => Object.assign(video, { onloadedmetadata: done, onerror: fail }));
    const { duration, videoWidth, videoHeight } = video;
    const { mozHasAudio: hasSound } = video as HTMLVideoElement & { mozHasAudio: boolean };
    return { duration, size: [videoWidth, videoHeight], hasSound };
  }, file.toString('base64'));
  expect(clip).toMatchObject({ size: [160, 90], hasSound: false });
  expect(clip.duration).toBeGreaterThan(1);
  await firefox.configure({ quality: 'XS', style: 'anime' });
});

test('the popup shows the video in every style', { timeout: 3 * PATIENCE_MS }, async () => {
  await openStill();
  await shows('anime');
  await firefox.openPopup(page);
  const styles = await firefox.countInPopup('#styles img');
  expect(styles).toBeGreaterThan(10);
  const isLive = async () => (await firefox.countInPopup('#styles .live')) === styles;
  await eventually('all cards', isLive, 2 * PATIENCE_MS);
  await firefox.closePopup();
});

test('a dropped style is tried, kept and drawn, in private windows too', { timeout: 4 * PATIENCE_MS }, async () => {
  const { settings } = firefox;
  await firefox.dropOnSettings('weights/anime-xs.safetensors', 'anime.safetensors');
  await settings.waitForSelector('#own-form:not([hidden])', { timeout: 2 * PATIENCE_MS });
  await settings.$eval('#own-name', (field) => {
    (field as HTMLInputElement).value = 'Fjord';
  });
  await settings.click('#own-form [type=submit]');
  const id = await eventually('the style', () =>
    settings.evaluate(() => document.querySelector<HTMLElement>('#shelf [data-style^=own]')?.dataset.style),
  );
  await firefox.configure({ style: 'cel90s' });
  await openStill();
  await shows('cel90s');
  await firefox.configure({ style: id });
  // The file is that of a shipped style, so it must draw what that one draws.
  await shows('anime');
  await page.close();
  await openPrivately();
  await shows('anime');
});
