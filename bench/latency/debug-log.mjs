// Reads the debug log of the extension's documents, which tells each step on the way of a picture.
import { setTimeout as sleep } from 'node:timers/promises';
import { round } from './lag.mjs';

export const LOG_PATIENCE_MS = 300_000;

/** Collects the extension's debug log of a document, also the part that was written before. Times are those of the wall clock. */
export async function readLog(page) {
  const client = await page.createCDPSession();
  const lines = [];
  client.on('Runtime.consoleAPICalled', ({ args, timestamp }) => {
    const text = args[0]?.value;
    if (typeof text === 'string' && text.startsWith('[inkreel')) lines.push({ at: timestamp, text });
  });
  await client.send('Runtime.enable');
  return lines;
}

/** Waits until the log has a line with `part` that is not older than `since`. */
export async function lineAfter(lines, part, since) {
  for (const end = Date.now() + LOG_PATIENCE_MS; Date.now() < end; await sleep(20)) {
    const found = lines.find(({ at, text }) => at >= since && text.includes(part));
    if (found) return found;
  }
  throw new Error(`The log never said "${part}".`);
}

const isHost = (target) => target.url().startsWith('chrome-extension://') && target.url().includes('/offscreen/');

/** The target of the host's document; undefined where there is none. */
export const hostTarget = (browser) => browser.targets().find(isHost);

/** Waits for the host's document, if need be for another than `former`. */
export async function hostOf(browser, former) {
  const target = await browser.waitForTarget((each) => isHost(each) && each !== former, { timeout: LOG_PATIENCE_MS });
  return target.asPage();
}

/** Waits until the host has closed. */
export async function untilClosed(browser) {
  while (hostTarget(browser)) await sleep(50);
}

/** Steps in ms since `since`: what page and host logged, and when the host's document began. */
export function stepsOf(since, pageLog, hostLog, begun) {
  const short = (text) => text.replace(/^\[inkreel ([^\]]*)\] /, '$1: ').replace(/[0-9a-f]{8}-[0-9a-f-]{27}: /, '');
  const lines = [
    ...pageLog.map(({ at, text }) => ({ at, step: `page ${short(text)}` })),
    ...hostLog.map(({ at, text }) => ({ at, step: `host ${short(text)}` })),
    ...(begun === undefined ? [] : [{ at: begun, step: 'host document begins' }]),
  ];
  return lines
    .filter(({ at }) => at >= since)
    .sort((a, b) => a.at - b.at)
    .map(({ at, step }) => ({ ms: round(at - since), step }));
}
