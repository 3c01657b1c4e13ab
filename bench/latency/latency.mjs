// `npm run bench:latency`: measures end to end how far the overlay is behind the page's video, and the CPU time it takes, with
// the extension on a page that plays a video of numbered frames.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { extensionWorker, launchBrowser } from '../../scripts/browser.mjs';
import { serve } from '../serve.mjs';
import { contentWorld } from './content-world.mjs';
import { compositingOf, cpuMeter, cpuPerFrame, gpuMeter } from './cpu.mjs';
import { lagOfMessages, lagOnScreen, notePresented, noteSent, pageOf, readScreen, round } from './lag.mjs';
import { FPS, makeNumbered } from './numbered.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The software adapter takes seconds for a frame, and longer for the first. */
const PATIENCE_MS = 180_000;
/** Wait longer than the engine does before it measures the kernels of a new size. */
const QUIET_MS = 8000;
const TRACE_MS = 2000;
/** Trace categories: tasks and messages of all threads, and the functions in which JavaScript spends its time. */
const TRACED = [
  ...['toplevel', 'base', 'ipc', 'mojom', 'blink', 'gpu', 'viz', 'cc', 'v8', 'devtools.timeline', 'media'],
  ...['disabled-by-default-v8.cpu_profiler', 'disabled-by-default-toplevel.flow', 'disabled-by-default-gpu.dawn'],
];
const say = (line) => process.stdout.write(`${line}\n`);

/** Runs in the host: whether it is measuring its kernels on this graphics card; false where it never measured any. */
async function isTuning() {
  const known = await indexedDB.databases();
  if (!known.some(({ name }) => name === 'tuning')) return false;
  const request = indexedDB.open('tuning');
  const database = await new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const all = database.transaction('adapters').objectStore('adapters').getAll();
  await new Promise((done) => {
    all.onsuccess = done;
  });
  database.close();
  return all.result.some(({ measuring }) => measuring);
}

/** Waits until the page has compared frame transports, the governor has tried sizes and the engine has measured its kernels. */
async function untilSettled(host) {
  const start = Date.now();
  for (let quietSince = start; Date.now() - quietSince < QUIET_MS; await sleep(250)) {
    if (Date.now() - start > PATIENCE_MS) throw new Error('The engine does not come to an end of measuring.');
    if (await host.evaluate(isTuning)) quietSince = Date.now();
  }
  return (Date.now() - start - QUIET_MS) / 1000;
}

async function measure({ browser, page, shown: { width, height }, seconds, traces }) {
  const { worker, id } = await extensionWorker(browser);
  const own = await cpuMeter(page);
  const gpu = await gpuMeter(browser);
  const before = await readScreen(page, width, height);
  if (before.restyled || before.overlay !== before.video) say('The screen cannot be read: lag by messages only.');
  say(`Extension off, ${seconds} s ...`);
  const off = await cpuPerFrame(browser, page, { page: own, gpuProcess: gpu }, seconds);
  if (traces) await trace(page, join(traces, 'off.json'));
  await worker.evaluate(() =>
    chrome.storage.local
      .get('settings')
      .then(({ settings }) =>
        chrome.storage.local.set({ settings: { ...settings, sites: { '127.0.0.1': { enabled: true } } } }),
      ),
  );
  const evaluate = await contentWorld(page, id);
  await evaluate(`(${noteSent})()`);
  const target = await browser.waitForTarget((each) => each.type() === 'background_page', { timeout: PATIENCE_MS });
  const host = await target.asPage();
  await host.evaluate(notePresented);
  await host.waitForFunction(() => globalThis.presented.length >= 3, { timeout: PATIENCE_MS, polling: 100 });
  const tuningSeconds = await untilSettled(host);
  say(`Extension on, ${seconds} s ...`);
  const from = await host.evaluate(() => globalThis.presented.length);
  const on = await cpuPerFrame(browser, page, { page: own, gpuProcess: gpu, extension: await cpuMeter(host) }, seconds);
  const presented = (await host.evaluate(() => globalThis.presented)).slice(from);
  if (traces) await trace(page, join(traces, 'on.json'));
  const displayed = await page.evaluate(() => globalThis.displayed);
  const sent = JSON.parse(await evaluate('JSON.stringify(globalThis.sent)'));
  const readable = !before.restyled && before.video !== undefined && before.overlay === before.video;
  return {
    shown: { width, height },
    compositing: await compositingOf(browser),
    tuningSeconds: round(tuningSeconds),
    frames: { displayed: on.frames, presented: presented.length },
    kind: sent[presented.at(-1)?.id]?.kind ?? null,
    lag: {
      messages: lagOfMessages(displayed, sent, presented),
      screen: readable ? await lagOnScreen(page, width, height, seconds) : null,
    },
    cpuMsPerFrame: {
      page: { off: round(off.page), on: round(on.page), added: round(on.page - off.page) },
      extension: round(on.extension),
      gpuProcess: {
        off: round(off.gpuProcess),
        on: round(on.gpuProcess),
        added: round(on.gpuProcess - off.gpuProcess),
      },
      threads: { off: off.threads, on: on.threads },
    },
    figures: await pageFigures(worker),
  };
}

/** Records a trace of every thread of the browser, for ui.perfetto.dev. */
async function trace(page, path) {
  say(`Tracing, ${TRACE_MS / 1000} s ...`);
  await page.tracing.start({ path, categories: TRACED });
  await sleep(TRACE_MS);
  await page.tracing.stop();
}

/** Reads the status that the popup would show. */
function pageFigures(worker) {
  return worker.evaluate(async () => {
    const [tab] = await chrome.tabs.query({ url: 'http://127.0.0.1/*' });
    const port = chrome.tabs.connect(tab.id, { name: 'inkreel-status' });
    const status = await new Promise((done) => port.onMessage.addListener(done));
    port.disconnect();
    return status.styled[0] ?? status.faults;
  });
}

async function main() {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '1280x720' },
      // Size on the page, if not the video's own: a small one helps displays that copy their window.
      shown: { type: 'string' },
      seconds: { type: 'string', default: '6' },
      quality: { type: 'string' },
      video: { type: 'string' },
      extension: { type: 'string' },
      json: { type: 'string' },
      // Folder for traces of every thread, without the extension (off.json) and with it (on.json).
      trace: { type: 'string' },
      // Uses a window on a display, which may be Xvfb's: Chromium then composites on the graphics card as on any desktop.
      window: { type: 'boolean', default: false },
      flag: { type: 'string', multiple: true, default: [] },
    },
  });
  const [size, shown] = [values.size, values.shown ?? values.size].map((text) => {
    const [width, height] = text.split('x').map(Number);
    return { width, height };
  });
  const scratch = await mkdtemp(join(tmpdir(), 'inkreel-latency-'));
  const video = resolve(values.video ?? join(scratch, 'numbered.webm'));
  if (!values.video) await makeNumbered(video, size.width, size.height);
  if (!values.extension) await (await import('vite')).build({ root: ROOT, mode: 'demo', logLevel: 'warn' });
  const server = await serve(dirname(video), { '/': pageOf(basename(video), shown) });
  const browser = await launchBrowser({
    extension: resolve(values.extension ?? join(ROOT, 'dist-demo')),
    headless: !values.window,
    viewport: { width: shown.width, height: Math.round(shown.height * 1.25) },
    args: values.flag,
    say,
  });
  try {
    const { worker } = await extensionWorker(browser);
    await worker.evaluate(
      (quality) => chrome.storage.local.set({ settings: quality ? { quality } : {} }),
      values.quality,
    );
    const [page] = await browser.pages();
    await page.goto(server.url);
    await page.waitForFunction((count) => globalThis.displayed.length > count, {}, FPS);
    const report = await measure({
      browser,
      page,
      shown,
      seconds: Number(values.seconds),
      traces: values.trace,
    });
    say(JSON.stringify(report, null, 2));
    if (values.json) await writeFile(values.json, JSON.stringify(report));
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
