// `npm run soak -- --minutes N`: plays a video at 30 frames a second with the built extension for N minutes (5 without it), beside
// the same video without Inkreel in another window, and measures whether anything grows and whether frames are lost. It writes
// soak.json and soak.svg to `--out DIR` (soak/ without it), and fails where a figure is over its bound. `--leak NAME` adds a
// deliberate leak (scripts/soak/leaks.mjs), with which it must fail.
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { extensionWorker, hasGpu, launchBrowser } from '../browser.mjs';
import { ROOT, say, sleep, styledStatus, switchSite } from '../demo.mjs';
import { LEAKS } from './leaks.mjs';
import { plot } from './plot.mjs';
import { openProbe } from './probe.mjs';
import { judge } from './slopes.mjs';
import { openWindow, serveVideo } from './video-page.mjs';

/** Samples in a soak, at least; further apart than a second. */
const SAMPLES = 60;

/** Returns the page's report to the popup. */
function pageStatus(worker) {
  return worker.evaluate(async () => {
    const [tab] = await chrome.tabs.query({ url: 'http://127.0.0.1/*' });
    const port = chrome.tabs.connect(tab.id, { name: 'inkreel-status', frameId: 0 });
    const status = await new Promise((done) => {
      port.onMessage.addListener(done);
      port.onDisconnect.addListener(() => done(null));
    });
    port.disconnect();
    return status;
  });
}

/** Samples until the time is over, and says where it stands. */
async function watch(read, minutes) {
  const every = Math.max(1, (60 * minutes) / SAMPLES);
  const samples = [];
  do {
    const began = performance.now();
    samples.push(await read());
    const { minutes: at, pageHeap, hostHeap, gpuMemory, pageFrames, controlFrames, styledFrames } = samples.at(-1);
    say(
      `${at.toFixed(1)} min: page ${pageHeap.toFixed(2)} MiB, host ${hostHeap.toFixed(2)} MiB, GPU ${gpuMemory.toFixed(2)} MiB, ` +
        `frames ${pageFrames} of ${controlFrames}, restyled ${styledFrames}`,
    );
    await sleep(Math.max(0, 1000 * every - (performance.now() - began)));
  } while (samples.at(-1).minutes < minutes);
  return samples;
}

async function main() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      out: { type: 'string', default: 'soak' },
      extension: { type: 'string', default: join(ROOT, 'dist-demo') },
      leak: { type: 'string' },
    },
  });
  const minutes = Number(values.minutes);
  const leak = values.leak === undefined ? undefined : LEAKS[values.leak];
  if (!(minutes > 0)) throw new Error('--minutes takes a number above 0.');
  if (values.leak !== undefined && !leak) throw new Error(`--leak takes one of ${Object.keys(LEAKS).join(', ')}.`);

  const server = await serveVideo();
  const browser = await launchBrowser({ extension: resolve(values.extension), headless: true, say });
  try {
    const { worker } = await extensionWorker(browser);
    await worker.evaluate(() => chrome.storage.local.set({ settings: { style: 'anime', quality: 'XS' } }));
    await switchSite(worker, true);
    const page = await openWindow(browser, `http://127.0.0.1:${server.port}/`);
    const { adapter, width, height } = await styledStatus(worker);
    const control = await openWindow(browser, `http://localhost:${server.port}/`);
    const target = await browser.waitForTarget((each) => each.type() === 'background_page');
    const host = await target.asPage();
    if (leak) await (leak.where === 'page' ? page : host).evaluate(leak.begin);
    const read = await openProbe({
      browser,
      page,
      control,
      host,
      status: async () => pageStatus((await extensionWorker(browser)).worker),
    });
    const samples = await watch(read, minutes);
    const verdict = judge(samples);
    const about = { minutes, leak: values.leak ?? null, adapter, frame: { width, height }, cores: cpus().length };
    const title = `Soak of ${samples.at(-1).minutes.toFixed(0)} minutes, ${hasGpu() ? adapter : 'software GPU'}, ${cpus().length} processor cores`;
    await mkdir(resolve(values.out), { recursive: true });
    await writeFile(join(values.out, 'soak.json'), `${JSON.stringify({ about, verdict, samples }, null, 1)}\n`);
    await writeFile(join(values.out, 'soak.svg'), plot({ title, samples, verdict }));
    for (const { title, slope, unit, bound, passes } of verdict.figures)
      say(`${passes ? 'passes' : 'FAILS '} ${title}: ${slope.toFixed(3)} ${unit} a minute, at most ${bound}`);
    say(`${verdict.lost <= verdict.lostBound ? 'passes' : 'FAILS '} frames lost: ${(100 * verdict.lost).toFixed(2)} %`);
    say(`Written: ${join(values.out, 'soak.json')}, ${join(values.out, 'soak.svg')}`);
    if (!verdict.passes) process.exitCode = 1;
  } finally {
    await browser.close().catch(() => {});
    await server.close();
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
