// `npm run bench:first`: times every step from the switch, from the page's load and from a change of style to the first styled
// picture, and counts pictures that are late while the kernels are measured. It reads the debug log of the extension.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { extensionWorker, launchBrowser } from '../../scripts/browser.mjs';
import { serve } from '../serve.mjs';
import { contentWorld } from './content-world.mjs';
import { hostOf, LOG_PATIENCE_MS, lineAfter, readLog, stepsOf, untilClosed } from './debug-log.mjs';
import { hostReturns } from './host-return.mjs';
import { lagsOfMessages, notePresented, noteSent, pageOf, round } from './lag.mjs';
import { FPS, makeNumbered } from './numbered.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A picture is late if more frames of the video than this were due since its own. */
const MOST_BEHIND = 1;
const [FIRST_STYLE, NEXT_STYLE] = ['anime', 'comic'];
const READING_MS = 2000;
const TRACED = ['toplevel', 'gpu', 'gpu.dawn', 'disabled-by-default-gpu.dawn', 'v8', 'blink', 'devtools.timeline'];

const say = (line) => process.stdout.write(`${line}\n`);

/** Stores settings; returns the time of the change. */
const change = (worker, settings) =>
  worker.evaluate(async (wanted) => {
    const { settings: before } = await chrome.storage.local.get('settings');
    const at = performance.timeOrigin + performance.now();
    await chrome.storage.local.set({ settings: { ...before, ...wanted } });
    return at;
  }, settings);

const sites = (enabled) => ({ sites: { '127.0.0.1': { enabled } } });

/** Waits until pages of the site get the script at their load. */
const registered = (worker) =>
  worker.evaluate(async () => {
    while ((await chrome.scripting.getRegisteredContentScripts()).length === 0)
      await new Promise((done) => setTimeout(done, 20));
  });

/** From the switch to the picture, or from the page's load where `load` is set. */
async function firstPicture({ browser, page, worker, url, load }) {
  const start = load ? 0 : await change(worker, sites(true));
  if (load) await page.goto(url);
  const pageLog = await readLog(page);
  const host = await hostOf(browser);
  const hostLog = await readLog(host);
  await page.waitForFunction(() => globalThis.displayed.length > 0, { timeout: LOG_PATIENCE_MS });
  const { loaded, video } = await page.evaluate(() => ({
    loaded: performance.timeOrigin,
    video: performance.timeOrigin + globalThis.firstFrame,
  }));
  const since = load ? loaded : start;
  const shown = await lineAfter(hostLog, 'is shown', since);
  const built = await lineAfter(hostLog, 'the network is built', since);
  const begun = await host.evaluate(() => performance.timeOrigin);
  const last = Math.max(shown.at, built.at) - since;
  return {
    result: {
      shownMs: round(shown.at - since),
      ...(load && { videoMs: round(video - since), shownAfterVideoMs: round(shown.at - video) }),
      networkMs: round(built.at - since),
      steps: stepsOf(since, pageLog, hostLog, begun >= since ? begun : undefined).filter(({ ms }) => ms <= last + 1),
    },
    host,
    hostLog,
    pageLog,
  };
}

/** Pictures late in each part of the time since the first one: until the kernels are measured, and afterwards. */
async function lateWhileMeasuring({ page, host, hostLog, id, seconds }) {
  const evaluate = await contentWorld(page, id);
  await evaluate(`(${noteSent})()`);
  await host.evaluate(notePresented);
  const begun = Date.now();
  let measured;
  for (; Date.now() - begun < seconds * 1000; await sleep(250)) {
    measured ??= hostLog.find(({ at, text }) => at > begun && text.includes('aster kernels were found'))?.at;
    // Watch half as long again as the measuring took, for comparison.
    if (measured && Date.now() - measured > Math.max(5000, (measured - begun) / 2)) break;
  }
  const displayed = await page.evaluate(() => globalThis.displayed);
  const sent = JSON.parse(await evaluate('JSON.stringify(globalThis.sent)'));
  const lags = lagsOfMessages(displayed, sent, await host.evaluate(() => globalThis.presented));
  const part = (values) => ({
    pictures: values.length,
    late: values.filter(({ frames }) => frames > MOST_BEHIND).length,
    mostFrames: Math.max(0, ...values.map(({ frames }) => frames)),
    mostMs: round(Math.max(0, ...values.map(({ ms }) => ms))),
    medianMs: round([...values].sort((a, b) => a.ms - b.ms)[values.length >> 1]?.ms ?? 0),
  });
  const until = measured ?? Infinity;
  return {
    measuredAfterMs: measured ? Math.round(measured - begun) : null,
    measuring: part(lags.filter(({ at }) => at < until)),
    afterwards: part(lags.filter(({ at }) => at >= until)),
  };
}

/** From a change of style on a playing video to its picture. */
async function styleSwitch({ worker, hostLog }) {
  const since = await change(worker, { style: NEXT_STYLE });
  const shown = await lineAfter(hostLog, `${NEXT_STYLE} is shown`, since);
  return {
    shownMs: round(shown.at - since),
    steps: stepsOf(since, [], hostLog).filter(({ ms }) => ms <= shown.at - since),
  };
}

/** Opens the popup as a click on the toolbar button does, and waits as long as a user who reads it before the switch. */
async function readPopup(browser, page, id) {
  await (await browser.extensions()).get(id).triggerAction(page);
  await browser.waitForTarget((target) => target.url().includes('/src/pages/popup/'));
  await sleep(READING_MS);
}

async function measure({ browser, page, url, seconds, write, popup, trace, returns }) {
  const { worker, id } = await extensionWorker(browser);
  const report = {};
  const note = async (name, value) => {
    report[name] = value;
    say(`${name}: ${JSON.stringify(value, null, 1)}`);
    await write(report);
  };
  await worker.evaluate((style) => chrome.storage.local.set({ settings: { debug: true, style } }), FIRST_STYLE);
  await page.goto(url);
  await page.waitForFunction((count) => globalThis.displayed.length > count, { timeout: LOG_PATIENCE_MS }, FPS);
  if (popup) await readPopup(browser, page, id);
  if (trace) await page.tracing.start({ path: trace, categories: TRACED });
  const first = await firstPicture({ browser, page, worker, url, load: false });
  if (trace) await page.tracing.stop();
  await note('switch', first.result);
  if (seconds > 0) await note('late', await lateWhileMeasuring({ page, ...first, id, seconds }));
  await note('style', await styleSwitch({ worker, ...first }));
  // The host is still there, with its device and its pipelines.
  await note('load', (await firstPicture({ browser, page, worker, url, load: true })).result);
  await change(worker, sites(false));
  await untilClosed(browser);
  await page.goto('about:blank');
  await change(worker, sites(true));
  await registered(worker);
  await note('loadWithoutHost', (await firstPicture({ browser, page, worker, url, load: true })).result);
  if (returns > 0) await note('hostReturn', await hostReturns(browser, worker, page, returns));
}

async function main() {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '1280x720' },
      // Longest time in which pictures are watched for lateness; 0 leaves it out.
      seconds: { type: 'string', default: '60' },
      // Opens the popup before the switch, as users do.
      popup: { type: 'boolean', default: false },
      // How often the host is closed to see how soon its picture is back.
      returns: { type: 'string', default: '5' },
      // File for a trace of every thread from the switch to the whole network.
      trace: { type: 'string' },
      video: { type: 'string' },
      extension: { type: 'string' },
      json: { type: 'string' },
      window: { type: 'boolean', default: false },
      flag: { type: 'string', multiple: true, default: [] },
    },
  });
  const [width, height] = values.size.split('x').map(Number);
  const scratch = await mkdtemp(join(tmpdir(), 'inkreel-first-'));
  const video = resolve(values.video ?? join(scratch, 'numbered.webm'));
  if (!values.video) await makeNumbered(video, width, height);
  if (!values.extension) {
    // Build with the debug log on from the first line.
    process.env.INKREEL_DEBUG = '1';
    await (await import('vite')).build({ root: ROOT, mode: 'demo', logLevel: 'warn' });
  }
  const server = await serve(dirname(video), { '/': pageOf(basename(video), { width, height }) });
  const browser = await launchBrowser({
    extension: resolve(values.extension ?? join(ROOT, 'dist-demo')),
    headless: !values.window,
    viewport: { width, height: Math.round(height * 1.25) },
    args: values.flag,
    say,
  });
  try {
    const [page] = await browser.pages();
    const write = async (report) => values.json && writeFile(values.json, JSON.stringify(report));
    const [seconds, returns] = [values.seconds, values.returns].map(Number);
    const { popup, trace } = values;
    await measure({ browser, page, url: server.url, seconds, write, popup, trace, returns });
  } finally {
    await browser.close().catch(() => {});
    server.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
