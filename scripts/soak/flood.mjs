// `npm run flood -- --kind looks --minutes N`: measures how many overlay pictures a restyled video loses while a content script
// that was taken over floods the host from another window. The flood takes turns with a control (scripts/soak/attacker.mjs), so
// that other work on the computer falls on both alike. Kinds: looks, frames, openings. It fails where the loss is over 1 %.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { extensionWorker, launchBrowser } from '../browser.mjs';
import { ROOT, say, sleep, styledStatus, switchSite } from '../demo.mjs';
import { install } from './attacker.mjs';
import { openWindow, serveVideo } from './video-page.mjs';

const KINDS = ['looks', 'frames', 'openings'];
const TURN_MS = 2500;
/** After a turn the host finishes what it has; pictures of that time count for neither side. */
const REST_MS = 700;
const MOST_LOST = 0.01;

/** Runs in the host: counts the pictures of the first session. */
function countPictures() {
  const post = MessagePort.prototype.postMessage;
  let victim;
  globalThis.pictures = 0;
  MessagePort.prototype.postMessage = function (message, ...rest) {
    if (message?.type === 'presented') {
      victim ??= this;
      if (this === victim) globalThis.pictures++;
    }
    return post.call(this, message, ...rest);
  };
}

/** Opens the world of the content scripts in a page, and returns a function that runs code there. */
async function contentWorld(worker, page, id) {
  await worker.evaluate(
    async (url) => {
      const [tab] = await chrome.tabs.query({ url });
      await chrome.scripting.executeScript({ target: { tabId: tab.id }, func: () => {} });
    },
    `${new URL(page.url()).protocol}//${new URL(page.url()).hostname}/*`,
  );
  const devtools = await page.createCDPSession();
  const world = new Promise((done) => {
    devtools.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.auxData?.type === 'isolated' && context.origin === `chrome-extension://${id}`) done(context.id);
    });
  });
  await devtools.send('Runtime.enable');
  const contextId = await world;
  return async (expression) => {
    const options = { contextId, expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await devtools.send('Runtime.evaluate', options);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
}

/** Mean and standard error. @param {number[]} values */
function meanOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

async function main() {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '5' }, kind: { type: 'string', default: 'looks' } },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error('--minutes takes a number above 0.');
  if (!KINDS.includes(values.kind)) throw new Error(`--kind takes one of ${KINDS.join(', ')}.`);
  const server = await serveVideo();
  const browser = await launchBrowser({ extension: join(ROOT, 'dist-demo'), headless: true, say });
  try {
    const { worker, id } = await extensionWorker(browser);
    await worker.evaluate(() => chrome.storage.local.set({ settings: { style: 'anime', quality: 'XS' } }));
    await switchSite(worker, true);
    await openWindow(browser, `http://127.0.0.1:${server.port}/`);
    await styledStatus(worker);
    const host = await (await browser.waitForTarget((each) => each.type() === 'background_page')).asPage();
    await host.evaluate(countPictures);
    const meter = await host.createCDPSession();
    await meter.send('Performance.enable', { timeDomain: 'threadTicks' });
    const read = async () => {
      const { metrics } = await meter.send('Performance.getMetrics');
      const busy = metrics.find(({ name }) => name === 'TaskDuration').value;
      return { at: performance.now(), pictures: await host.evaluate(() => globalThis.pictures), busy };
    };
    const attacker = await openWindow(browser, `http://localhost:${server.port}/empty`);
    const run = await contentWorld(worker, attacker, id);
    await run(`(${install})()`);

    const turns = { flood: [], control: [] };
    const end = performance.now() + 60_000 * minutes;
    await sleep(2000);
    for (
      let isFlood = false;
      performance.now() < end || turns.flood.length < turns.control.length;
      isFlood = !isFlood
    ) {
      await run(`inkreelAttack.begin('${values.kind}', ${isFlood})`);
      const before = await read();
      await sleep(TURN_MS);
      const after = await read();
      const sent = await run('inkreelAttack.end()');
      const seconds = (after.at - before.at) / 1000;
      const turn = { rate: (after.pictures - before.pictures) / seconds, busy: (after.busy - before.busy) / seconds };
      turns[isFlood ? 'flood' : 'control'].push({ ...turn, ...sent });
      await sleep(REST_MS);
    }
    const total = (side, name) => turns[side].reduce((sum, turn) => sum + turn[name], 0);
    for (const side of ['control', 'flood']) {
      const rate = meanOf(turns[side].map((turn) => turn.rate));
      const busy = meanOf(turns[side].map((turn) => turn.busy));
      say(
        `${side}: ${turns[side].length} turns, ${rate.mean.toFixed(3)} pictures a second (+- ${rate.error.toFixed(3)}), ` +
          `host busy ${(100 * busy.mean).toFixed(1)} %, sent ${total(side, 'sent')}, sessions ${total(side, 'sessions')}`,
      );
    }
    const lost = meanOf(turns.flood.map(({ rate }, n) => 1 - rate / turns.control[n].rate));
    const all =
      1 - meanOf(turns.flood.map(({ rate }) => rate)).mean / meanOf(turns.control.map(({ rate }) => rate)).mean;
    say(`lost: ${(100 * all).toFixed(2)} % (+- ${(100 * lost.error).toFixed(2)} %), at most ${100 * MOST_LOST} %`);
    if (all > MOST_LOST) process.exitCode = 1;
  } finally {
    await browser.close().catch(() => {});
    await server.close();
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
