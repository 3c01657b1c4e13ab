// Times how long a video stays without its style after the host has closed, as it does after a crash.
import { setTimeout as sleep } from 'node:timers/promises';
import { hostOf, hostTarget, lineAfter, readLog, stepsOf } from './debug-log.mjs';
import { round } from './lag.mjs';

/** Pause in which the whole network follows the draft. */
const PAUSE_MS = 2500;

/** Closes the host; returns the time at which it was asked to. */
const closeHost = (worker) =>
  worker.evaluate(() => {
    const at = performance.timeOrigin + performance.now();
    return chrome.offscreen.closeDocument().then(() => at);
  });

/**
 * Closes the host of a page with a styled video, again and again.
 * @returns the milliseconds until the next styled picture, of each time, and the steps of the last one
 */
export async function hostReturns(browser, worker, page, times) {
  const shownMs = [];
  let steps = [];
  for (let i = 0; i < times; i++) {
    await sleep(PAUSE_MS);
    const former = hostTarget(browser);
    const since = await closeHost(worker);
    const host = await hostOf(browser, former);
    const hostLog = await readLog(host);
    const shown = await lineAfter(hostLog, 'is shown', since);
    shownMs.push(round(shown.at - since));
    steps = stepsOf(since, await readLog(page), hostLog, await host.evaluate(() => performance.timeOrigin));
  }
  return { shownMs, steps: steps.filter(({ ms }) => ms <= shownMs.at(-1) + 1) };
}
