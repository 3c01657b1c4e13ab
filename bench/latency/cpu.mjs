// CPU time that the extension adds, by process and thread.
import { setTimeout as sleep } from 'node:timers/promises';
import { threadsPerFrame, threadTimes } from './threads.mjs';

/** CPU seconds of the process of a page or document. */
export async function cpuMeter(page) {
  const client = await page.createCDPSession();
  await client.send('Performance.enable');
  return async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ProcessTime').value;
  };
}

/** Whether the browser composites on the graphics card too. If not, the CPU time is not that of a desktop. */
export async function compositingOf(browser) {
  const client = await browser.target().createCDPSession();
  const { gpu } = await client.send('SystemInfo.getInfo');
  return gpu.featureStatus?.gpu_compositing;
}

/** CPU seconds of the browser's GPU process. */
export async function gpuMeter(browser) {
  const client = await browser.target().createCDPSession();
  return async () => {
    const { processInfo } = await client.send('SystemInfo.getProcessInfo');
    return processInfo.find(({ type }) => type === 'GPU')?.cpuTime ?? 0;
  };
}

/** Counts of each meter over some time, and CPU time of each thread, in ms for each frame that the page displayed. */
export async function cpuPerFrame(browser, page, meters, seconds) {
  const read = async () => {
    const values = await Promise.all(Object.values(meters).map((meter) => meter()));
    const threads = await threadTimes(browser);
    return { values, threads, frames: await page.evaluate(() => globalThis.displayed.length) };
  };
  const before = await read();
  await sleep(seconds * 1000);
  const after = await read();
  const frames = after.frames - before.frames;
  const added = Object.keys(meters).map((name, i) => [name, ((after.values[i] - before.values[i]) * 1000) / frames]);
  return { ...Object.fromEntries(added), threads: threadsPerFrame(before.threads, after.threads, frames), frames };
}
