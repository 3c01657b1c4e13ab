/** Messages that a hostile page, or a content script taken over by one, may send to the host. */
import type { Page } from 'puppeteer';
import { beforeEach, expect, test } from 'vitest';
import { BRIDGE_PORT } from '../../../src/protocol/bridge';
import { SLOTS_PORT } from '../../../src/protocol/slots';
import { openOwnBrowser } from '../../support/browser';
import { eventually, storedSettings } from '../../support/extension';
import { LinkClient } from '../../support/link-client';

const { extension, server } = await openOwnBrowser();
let page: Page;
let client: LinkClient;

/** Opens a page with a client. A test has its own, because a tab that broke the protocol is not let in again for a while. */
async function open(address = 'static.html'): Promise<{ page: Page; client: LinkClient }> {
  const opened = await extension.browser.newPage();
  await opened.goto(server.url(address));
  return { page: opened, client: await LinkClient.of(extension, opened) };
}

beforeEach(async () => {
  ({ page, client } = await open());
  return () => page.close();
});

/** Messages of an overlay that heard nothing: it only tells its parent that it has loaded. */
const UNHEARD = [{ type: 'reached' }];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Longest time that an accepted overlay takes, with room to spare. */
const ATTACH_MS = 1500;

test('an overlay that was not announced is not let in, and starts nothing', async () => {
  const link = await client.attach({ announce: false });
  await pause(ATTACH_MS);
  expect(await client.received(link)).toEqual(UNHEARD);
  expect(extension.offscreen()).toBeUndefined();
});

test("a page's own script cannot attach to an overlay, and starts nothing", async () => {
  await client.run(() => {
    const iframe = document.createElement('iframe');
    iframe.id = 'overlay';
    iframe.src = chrome.runtime.getURL('src/overlay-document/index.html');
    const loaded = new Promise((resolve) => iframe.addEventListener('load', resolve, { once: true }));
    document.body.append(iframe);
    return loaded.then(() => undefined);
  });
  await page.evaluate(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (data.type !== 'reached') document.body.setAttribute('data-answered', '');
    };
    port1.postMessage({ type: 'open', look: { style: 'anime', strength: 1 } });
    const overlay = document.querySelector<HTMLIFrameElement>('#overlay')!.contentWindow!;
    overlay.postMessage({ type: 'inkreel:attach', nonce: 'a-nonce-that-was-never-announced' }, '*', [port2]);
  });
  await pause(ATTACH_MS);
  expect(await page.$('[data-answered]')).toBeNull();
  expect(extension.offscreen()).toBeUndefined();
});

test('a message that no side sends ends the bridge it comes over, and no other session', async () => {
  const other = await client.attach();
  await client.receives(other, 'ready');
  const isEnded = await client.run(async (name) => {
    await chrome.runtime.sendMessage({ type: 'expect-bridge', probe: new ArrayBuffer(1) });
    const port = chrome.runtime.connect({ name });
    const ended = new Promise<boolean>((done) => port.onDisconnect.addListener(() => done(true)));
    port.postMessage({ end: 'page', message: { type: 'frame', frame: 'none' } });
    return ended;
  }, BRIDGE_PORT);
  expect(isEnded).toBe(true);
  await client.presentFrames(other, [{ id: 1, width: 64, height: 36, kind: 'planes', luma: 90 }]);
  expect(await client.isDisconnected(other)).toBe(false);
  await client.post(other, { type: 'close', reason: 'gone' });
});

test('a nonce lets one overlay in', async () => {
  const nonce = 'used-once-and-then-again';
  const first = await client.attach({ nonce });
  await client.receives(first, 'ready');
  const second = await client.attach({ nonce, announce: false });
  await pause(ATTACH_MS);
  expect(await client.received(second)).toEqual(UNHEARD);
  await client.post(first, { type: 'close', reason: 'gone' });
});

test('a content script, or a page that has taken one over, neither reads nor writes what is stored', async () => {
  const refusals = await client.run(async () => {
    const attempts = [
      () => chrome.storage.local.get(null),
      () => chrome.storage.local.set({ settings: { sites: { 'evil.example': { enabled: true } } } }),
      () => chrome.storage.local.clear(),
      () => chrome.storage.session.get(null),
      () => chrome.storage.sync.get(null),
      () => chrome.storage.sync.set({ common: { at: 9e15, value: { style: 'manga' } } }),
    ];
    const tried = attempts.map(async (attempt) => attempt());
    return (await Promise.allSettled(tried)).map(({ status }) => status);
  });
  expect(refusals).toEqual(Array(6).fill('rejected'));
  expect(JSON.stringify(await storedSettings(extension))).not.toContain('evil.example');
});

const look = { style: 'anime', strength: 1 };
const frame = { type: 'frame', id: 1, captureMs: 1, sentAt: 1, discontinuity: false };
const planes = { kind: 'planes', format: 'I420', matrix: 'bt601', fullRange: true, layout: [], data: {} };

test.each<[string, unknown]>([
  ['nothing', null],
  ['text', 'frame'],
  ['an unknown type', { type: 'evaluate', code: 'close()' }],
  ['a second opening', { type: 'open', look }],
  ['a style that is no name', { type: 'look', look: { style: '../../../manifest.json', strength: 1 } }],
  ['a strength that is no number', { type: 'look', look: { style: 'anime', strength: '1' } }],
  ['a frame without a picture', frame],
  ['a frame with a false buffer', { ...frame, frame: { ...planes, width: 64, height: 36 } }],
  ['a frame of 100 megapixels', { ...frame, frame: { ...planes, width: 10_000, height: 10_000 } }],
  ['a frame with a false bitmap', { ...frame, frame: { kind: 'image', width: 64, height: 36, image: {} } }],
  ['an end for no known reason', { type: 'close', reason: 'because' }],
])('%s ends the session that sent it', async (_what, message) => {
  const link = await client.attach();
  await client.receives(link, 'ready');
  await client.post(link, message);
  expect(await client.receives(link, 'fault')).toMatchObject({ fault: 'internal', fatal: true });
  await eventually('the end of the liveness port', () => client.isDisconnected(link));
});

test('a tab that broke the protocol opens no other session for now, neither over a bridge, and asks for no slot', async () => {
  const link = await client.attach();
  await client.receives(link, 'ready');
  await client.post(link, { type: 'nonsense' });
  await client.receives(link, 'fault');
  const next = await client.attach();
  expect(await client.receives(next, 'fault')).toMatchObject({ fault: 'full', fatal: true });
  const ended = await client.run(
    (names) =>
      Promise.all(
        names.map((name) => new Promise((done) => chrome.runtime.connect({ name }).onDisconnect.addListener(done))),
      ).then(({ length }) => length),
    [BRIDGE_PORT, SLOTS_PORT],
  );
  expect(ended).toBe(2);
  const other = await open('plain.html');
  await other.client.receives(await other.client.attach(), 'ready');
  await other.page.close();
});

test.each<[string, unknown]>([
  ['a frame', { ...frame, frame: { ...planes, width: 64, height: 36 } }],
  ['a look', { type: 'look', look }],
])('%s before the opening ends the session', async (_what, message) => {
  const link = await client.attach({ open: false });
  await client.post(link, message);
  expect(await client.receives(link, 'fault')).toMatchObject({ fault: 'internal', fatal: true });
});

test('a VideoFrame, which cannot cross to another process, ends the session', async () => {
  const link = await client.attach();
  await client.receives(link, 'ready');
  await client.run((i: number) => {
    const format = { format: 'RGBA', codedWidth: 1, codedHeight: 1, timestamp: 0 } as const;
    const picture = new VideoFrame(new Uint8Array(4), format);
    globalThis.inkreelLinks[i]!.port.postMessage({ type: 'frame', picture }, [picture]);
  }, link);
  expect(await client.receives(link, 'fault')).toMatchObject({ fault: 'internal', fatal: true });
});

test('more messages than a page has to send end the session, and nothing of them reaches another one', async () => {
  const good = await client.attach();
  await client.receives(good, 'ready');
  const bad = await client.attach();
  await client.receives(bad, 'ready');
  await client.run((i: number) => {
    const message = { type: 'look', look: { style: 'anime', strength: 1 } };
    for (let n = 0; n < 20_000; n++) globalThis.inkreelLinks[i]!.port.postMessage(message);
  }, bad);
  expect(await client.receives(bad, 'fault')).toMatchObject({ fault: 'internal', fatal: true });
  await client.presentFrames(good, [{ id: 1, width: 64, height: 36, kind: 'planes', luma: 90 }]);
  await client.post(good, { type: 'close', reason: 'gone' });
});

test('a liveness port of no session is of no consequence', async () => {
  const link = await client.attach();
  const { session } = await client.receives(link, 'ready');
  await client.run((name: string) => {
    chrome.runtime.connect({ name: 'no-such-session' });
    chrome.runtime.connect({ name }).disconnect();
  }, session);
  await pause(500);
  expect(await client.isDisconnected(link)).toBe(false);
  await client.post(link, { type: 'close', reason: 'gone' });
});

test('beyond what one tab may hold a session is told to come later, and the others go on', async () => {
  // Attaches one after the other, because a busy computer cannot load forty overlays before their nonces expire.
  const links: number[] = [];
  for (let count = 0; count < 40; count++) {
    const link = await client.attach();
    await client.receives(link, 'ready');
    links.push(link);
  }
  const refused = await client.attach();
  expect(await client.receives(refused, 'fault')).toMatchObject({ fault: 'full', fatal: true });
  const other = await open('plain.html');
  await other.client.receives(await other.client.attach(), 'ready');
  await other.page.close();
  for (const link of links) {
    expect((await client.received(link)).filter(({ type }) => type === 'fault')).toEqual([]);
    await client.post(link, { type: 'close', reason: 'gone' });
  }
  const next = await client.attach();
  await client.receives(next, 'ready');
  await client.post(next, { type: 'close', reason: 'gone' });
});
