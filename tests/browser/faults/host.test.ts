/** Faults of the host: it goes, its GPU goes, its files are damaged, its pages leave without a word. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElementHandle, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import catalogue from '../../../weights/styles.json' with { type: 'json' };
import { liveObjects } from '../../support/devtools';
import { DIST, type Extension, eventually, launchExtension } from '../../support/extension';
import { LinkClient, type TestFrame } from '../../support/link-client';
import { screenshot } from '../../support/picture';
import { type PageServer, servePages } from '../../support/server';

let server: PageServer;
let extension: Extension;
/** The browser of all tests that leave it usable. */
let shared: Extension | undefined;
let page: Page;
let client: LinkClient;

beforeAll(async () => {
  server = await servePages();
});

afterAll(async () => {
  await shared?.close();
  await server?.close();
});

afterEach(async ({ task }) => {
  if (extension !== shared) return extension.close();
  if (task.result?.state === 'fail') return spend();
  // Close all pages but one, because the browser closes with its last page.
  for (const each of (await shared.browser.pages()).slice(1)) await each.close();
  await (await shared.worker()).evaluate(() => chrome.offscreen.closeDocument().catch(() => {}));
  await eventually('no host', () => !extension.offscreen());
});

/** Opens a page in the browser of all tests, in which there is no host yet. */
async function start(): Promise<void> {
  shared ??= await launchExtension();
  extension = shared;
  await open();
}

/** The same in a browser of its own. */
async function startOwn(args: string[], dist?: string): Promise<void> {
  extension = await launchExtension(args, dist);
  await open();
}

async function open(): Promise<void> {
  page = await extension.browser.newPage();
  await page.goto(server.url('static.html'));
  client = await LinkClient.of(extension, page);
}

/** Gives the next test a new browser. */
async function spend(): Promise<void> {
  const spent = shared;
  shared = undefined;
  await spent?.close();
}

let lastId = 0;
const grey = (luma: number): TestFrame => ({ id: ++lastId, width: 64, height: 36, kind: 'planes', luma });

async function shows(luma: number): Promise<void> {
  await eventually(`grey ${luma} on the overlay`, async () => {
    const { data } = await screenshot(page, { x: 150, y: 80, width: 20, height: 20 });
    return data.every((value, i) => i % 4 === 3 || Math.abs(value - luma) <= 1);
  });
}

async function attached(): Promise<number> {
  const link = await client.attach({ strength: 0 });
  await client.receives(link, 'ready');
  return link;
}

test('a host that goes is noticed at once, and the next overlay brings it back', async () => {
  await start();
  const link = await attached();
  await client.presentFrames(link, [grey(40)]);
  await (await extension.worker()).evaluate(() => chrome.offscreen.closeDocument());
  await eventually('the end of the liveness port', () => client.isDisconnected(link), 1000);
  const next = await attached();
  await client.presentFrames(next, [grey(200)]);
  await shows(200);
});

test('overlays that attach at the same time get one host', async () => {
  await start();
  const links = await Promise.all([client.attach(), client.attach(), client.attach()]);
  for (const link of links) await client.receives(link, 'ready');
  const offscreen = extension.browser.targets().filter((target) => target.type() === 'background_page');
  expect(offscreen).toHaveLength(1);
});

test('a computer without a graphics adapter is told so', async () => {
  await startOwn(['--disable-gpu', '--disable-software-rasterizer']);
  const link = await client.attach();
  expect(await client.receives(link, 'fault')).toMatchObject({
    fault: 'no-gpu',
    fatal: true,
    message: 'No graphics adapter that WebGPU can use was found on this computer.',
  });
  // Nor can a style be learned there.
  await page.goto(`chrome-extension://${extension.id}/src/pages/options/index.html`);
  await page.waitForSelector('#shelf li');
  const chosen = (await page.$('#make-file')) as ElementHandle<HTMLInputElement>;
  await chosen.uploadFile(new URL('../golden/tahiti-s.png', import.meta.url).pathname);
  await page.waitForSelector('#make-form:not([hidden]) #make-start:disabled');
  expect(await page.$eval('#make-time', (line) => line.textContent)).toMatch(/needs a graphics card/);
});

test('sessions of a page that leaves without a word let go of all they held', async () => {
  await start();
  const first = await attached();
  await client.presentFrames(first, [grey(40)]);
  const host = await extension.offscreen()!.asPage();
  const one = await liveObjects(host);
  expect(one.GPUTexture).toBeGreaterThan(0);

  const visitor = await extension.browser.newPage();
  await visitor.goto(server.url('static.html', { visitor: '1' }));
  const other = await LinkClient.of(extension, visitor);
  for (let i = 0; i < 3; i++) {
    const link = await other.attach({ strength: 0 });
    await other.receives(link, 'ready');
    await other.presentFrames(link, [grey(40), { ...grey(90), kind: 'image' }]);
  }
  const four = await liveObjects(host);
  expect(four.GPUTexture).toBeGreaterThan(one.GPUTexture);
  await visitor.goto('about:blank');
  // There may be fewer: what the first pictures needed can go later than they.
  await eventually('no more than with one session', async () => {
    const now = await liveObjects(host);
    const kept = Object.entries(now).filter(([name, count]) => count > (one[name as keyof typeof one] ?? 0));
    expect(kept).toEqual([]);
    return true;
  });
});

test('a session that never connects its liveness port ends', async () => {
  await start();
  const link = await client.attach({ connect: false, strength: 0 });
  await client.receives(link, 'ready');
  const host = await extension.offscreen()!.asPage();
  const before = await liveObjects(host);
  expect(before.MessagePort).toBe(2);
  await eventually('no ports', async () => (await liveObjects(host)).MessagePort === 0, 25_000);
});

test('a lost GPU is asked for again and the picture comes back by itself', async () => {
  await start();
  const link = await attached();
  await client.presentFrames(link, [grey(200)]);
  const devtools = await extension.browser.target().createCDPSession();
  await devtools.send('Browser.crashGpuProcess');
  expect(await client.receives(link, 'fault')).toMatchObject({ fault: 'device-lost', fatal: false });
  await shows(200);
  await client.presentFrames(link, [grey(40)]);
  await shows(40);
});

test('a GPU that does not come back ends the session with a sentence', async () => {
  await start();
  onTestFinished(spend);
  const link = await attached();
  const devtools = await extension.browser.target().createCDPSession();
  // Chromium gives its GPU up after some crashes.
  await eventually('a fatal fault', async () => {
    await devtools.send('Browser.crashGpuProcess');
    await client.presentFrames(link, [grey(40)]).catch(() => {});
    return (await client.received(link)).some((message) => message.type === 'fault' && message.fatal);
  });
  const fault = await client.receives(link, 'fault');
  expect(['no-gpu', 'device-lost']).toContain(fault.fault);
  expect(fault.message).toMatch(/\.$/);
  await eventually('the end of the liveness port', () => client.isDisconnected(link));
});

test('a damaged weights file is not run; other styles are', async () => {
  const style = catalogue.styles[1]!.id;
  const altered = mkdtempSync(join(tmpdir(), 'inkreel-'));
  try {
    cpSync(DIST, altered, { recursive: true });
    const file = readdirSync(join(altered, 'assets')).find((name) => name.startsWith(`${style}-s-`))!;
    const bytes = readFileSync(join(altered, 'assets', file));
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(join(altered, 'assets', file), bytes);
    await startOwn([], altered);
    const link = await client.attach({ style, strength: 0 });
    await client.receives(link, 'ready');
    const damaged = grey(40);
    await client.postFrames(link, [damaged]);
    expect(await client.receives(link, 'dropped')).toEqual({ type: 'dropped', id: damaged.id });
    expect(await client.receives(link, 'fault')).toMatchObject({ fault: 'bad-style', fatal: false });
    await client.post(link, { type: 'look', look: { style: 'anime', strength: 0 } });
    await client.presentFrames(link, [grey(200)]);
    await shows(200);
  } finally {
    await extension.close();
    rmSync(altered, { recursive: true });
  }
});
