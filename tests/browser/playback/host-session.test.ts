import type { Page } from 'puppeteer';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import catalogue from '../../../weights/styles.json' with { type: 'json' };
import { openBrowser } from '../../support/browser';
import { eventually } from '../../support/extension';
import { countFrameWork, frameWorkOf } from '../../support/labs/frame-work';
import { LinkClient, type TestFrame } from '../../support/link-client';
import { screenshot } from '../../support/picture';

const OTHER_STYLE = catalogue.styles[1]!.id;

const { extension, server, releaseHost } = await openBrowser();
let page: Page;
let client: LinkClient;
/** One session for all tests that leave it as it was: the software adapter needs seconds to make another. */
let link: number;

beforeAll(async () => {
  ({ page, client } = await open());
  link = await attached(client);
});

beforeEach(async () => {
  await client.post(link, { type: 'look', look: { style: 'anime', strength: 0 } });
  await client.forget(link);
});

async function open(query: Record<string, string> = {}): Promise<{ page: Page; client: LinkClient }> {
  const opened = await extension.browser.newPage();
  await opened.goto(server.url('static.html', query));
  return { page: opened, client: await LinkClient.of(extension, opened) };
}

/** A link whose session is ready for frames. */
async function attached(owner: LinkClient): Promise<number> {
  const made = await owner.attach({ strength: 0 });
  await owner.receives(made, 'ready');
  return made;
}

let lastId = 0;
/** A small grey frame, 16:9 as the overlay: software adapters take their time. */
const grey = (luma: number, kind: TestFrame['kind'] = 'planes'): TestFrame => ({
  id: ++lastId,
  width: 64,
  height: 36,
  kind,
  luma,
});

/** Waits until the middle of the overlay shows this grey, give or take a rounding. */
async function shows(luma: number, on = page): Promise<void> {
  let seen = -1;
  await eventually(`grey ${luma} on the overlay`, async () => {
    const { data } = await screenshot(on, { x: 150, y: 80, width: 20, height: 20 });
    seen = data[0]!;
    return data.every((value, i) => i % 4 === 3 || Math.abs(value - luma) <= 1);
  }).catch((error: Error) => {
    throw new Error(`${error.message}, but ${seen}`);
  });
}

test.each(['planes', 'image'] as const)('a frame sent as %s is on the overlay when it is presented', async (kind) => {
  await client.presentFrames(link, [grey(40, kind), grey(200, kind)]);
  await shows(200);
});

test('strength acts on the frame on show, without a new one', async () => {
  await client.presentFrames(link, [grey(90)]);
  await shows(90);
  await client.forget(link);
  await client.post(link, { type: 'look', look: { style: 'anime', strength: 1 } });
  await eventually('another grey', async () => {
    const { data } = await screenshot(page, { x: 150, y: 80, width: 1, height: 1 });
    return Math.abs(data[0]! - 90) > 2;
  });
  await client.post(link, { type: 'look', look: { style: 'anime', strength: 0 } });
  await shows(90);
  // It was presented before: the page counts its frames by these.
  expect((await client.received(link)).filter(({ type }) => type === 'presented')).toEqual([]);
});

test('of frames that come at once the newest waits and the others are dropped', async () => {
  const [first, second, third] = [grey(40), grey(80), grey(120)];
  await client.postFrames(link, [first, second, third]);
  await eventually('the last frame', async () =>
    (await client.received(link)).some((message) => message.type === 'presented' && message.id === third.id),
  );
  const fates = (await client.received(link)).filter(({ type }) => type === 'presented' || type === 'dropped');
  // The first frame is drawn or dropped, depending on whether the host was idle when it came.
  expect(fates).toHaveLength(3);
  expect(fates).toContainEqual({ type: 'dropped', id: second.id });
  expect(fates.at(-1)).toEqual({ type: 'presented', id: third.id });
});

test('statistics say what was drawn, at what cost', async () => {
  const before = (await client.receives(link, 'stats')).stats;
  await client.presentFrames(link, [grey(40), grey(50), grey(60)]);
  await client.forget(link);
  const { stats } = await client.receives(link, 'stats');
  expect(stats).toMatchObject({ width: 64, height: 36, captureMs: 1, style: 'anime' });
  expect(stats.styled - before.styled).toBe(3);
  expect(stats.dropped).toBe(before.dropped);
  expect(stats.adapter).not.toBe('');
  expect(stats.networkMs).toBeGreaterThan(0);
  expect(stats.transportMs).toBeGreaterThan(0);
});

/** Calls of the host a frame, and those that it makes at most ten times a second, with checks and timestamps. */
const WORK = { 'post presented': 1, createCommandEncoder: 1, submit: 1, onSubmittedWorkDone: 1, getCurrentTexture: 1 };
const UPLOAD = { planes: { writeTexture: 3 }, image: { copyExternalImageToTexture: 1 } };
const SOMETIMES = ['post stats', 'pushErrorScope', 'popErrorScope', 'mapAsync'];
const FRAMES = 4;

test.each(['planes', 'image'] as const)('a frame sent as %s costs the host no more than it does now', async (kind) => {
  const host = await extension.offscreen()!.asPage();
  // The first frame of a kind makes its textures, the second one is the first with a past.
  await client.presentFrames(link, [grey(30, kind), grey(35, kind)]);
  await countFrameWork(host);
  await client.presentFrames(
    link,
    Array.from({ length: FRAMES }, (_, i) => grey(40 + i, kind)),
  );
  const { dispatchWorkgroups, ...work } = await frameWorkOf(host);
  for (const name of SOMETIMES) delete work[name];
  const expected = { ...WORK, ...UPLOAD[kind], createBindGroup: 1, beginComputePass: 3 };
  const counted = Object.fromEntries(Object.entries(expected).map(([name, times]) => [name, times * FRAMES]));
  expect(work).toEqual(counted);
  // S with context, its output and the motion.
  expect(dispatchWorkgroups).toBeLessThanOrEqual(29 * FRAMES);
});

test('another style takes effect without a new frame, and one that does not exist leaves it', async () => {
  await client.presentFrames(link, [grey(40)]);
  await client.post(link, { type: 'look', look: { style: OTHER_STYLE, strength: 1 } });
  await eventually('statistics of the other style', async () => {
    await client.forget(link);
    return (await client.receives(link, 'stats')).stats.style === OTHER_STYLE;
  });
  await client.post(link, { type: 'look', look: { style: 'no-such-style', strength: 1 } });
  expect(await client.receives(link, 'fault')).toMatchObject({ fault: 'bad-style', fatal: false });
  await client.presentFrames(link, [grey(80)]);
  await client.forget(link);
  expect((await client.receives(link, 'stats')).stats.style).toBe(OTHER_STYLE);
});

test('frames of another size follow within the session', async () => {
  await client.presentFrames(link, [{ ...grey(200), width: 33, height: 19 }]);
  await shows(200);
  await client.forget(link);
  expect((await client.receives(link, 'stats')).stats).toMatchObject({ width: 33, height: 19 });
});

test('a session outlives the service worker, and a new one wakes it', async () => {
  await (await extension.worker()).close();
  await client.presentFrames(link, [grey(40)]);
  const another = await attached(client);
  await client.post(another, { type: 'close', reason: 'gone' });
});

test('the host goes at once when the last video is switched off', async () => {
  const other = await attached(client);
  await releaseHost();
  await client.post(link, { type: 'close', reason: 'off' });
  await eventually('the end of one session', () => client.isDisconnected(link));
  expect(extension.offscreen()).toBeDefined();
  await client.post(other, { type: 'close', reason: 'off' });
  await eventually('the end of the host', () => !extension.offscreen(), 2000);
});
