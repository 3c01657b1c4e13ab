// Measures the CPU time of each thread of a browser's processes: tells the extension's work from the browser's compositing.
import { readdir, readFile } from 'node:fs/promises';

/** Fields of /proc/PID/stat after the name: user and system time, in 100ths of a second on every Linux. */
const TICK_MS = 10;
/** Strips the number at the end of a thread's name: threads that do the same work differ by it. */
const kindOf = (name) => name.replace(/[/\d]+.*$/, '');

async function threadsOf(pid) {
  const times = {};
  for (const task of await readdir(`/proc/${pid}/task`)) {
    const stat = await readFile(`/proc/${pid}/task/${task}/stat`, 'utf8').catch(() => undefined);
    if (!stat) continue; // The thread has ended.
    const [, name, rest] = /\((.*)\) (.*)/s.exec(stat);
    const [user, system] = rest.split(' ').slice(11, 13).map(Number);
    times[kindOf(name)] = (times[kindOf(name)] ?? 0) + (user + system) * TICK_MS;
  }
  return times;
}

/**
 * CPU time in ms by process and kind of thread; empty on systems other than Linux.
 * @param {import('puppeteer').Browser} browser
 * @returns {Promise<Record<string, Record<string, number>>>} by `extension`, `GPU`, and each other process' kind and id
 */
export async function threadTimes(browser) {
  if (process.platform !== 'linux') return {};
  const client = await browser.target().createCDPSession();
  const { processInfo } = await client.send('SystemInfo.getProcessInfo');
  await client.detach();
  const times = {};
  for (const { id, type } of processInfo) {
    const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    const name = command.includes('--extension-process') ? 'extension' : type === 'renderer' ? `${type} ${id}` : type;
    times[name] = await threadsOf(id).catch(() => ({}));
  }
  return times;
}

/**
 * CPU time added between two measurements, in ms for each of `frames`; leaves out threads with next to none.
 * @param {Record<string, Record<string, number>>} before
 * @param {Record<string, Record<string, number>>} after
 * @param {number} frames
 */
export function threadsPerFrame(before, after, frames) {
  const perFrame = (name, threads) =>
    Object.entries(threads)
      .map(([thread, ms]) => [thread, Math.round(((ms - (before[name]?.[thread] ?? 0)) / frames) * 100) / 100])
      .filter(([, ms]) => ms >= 0.05)
      .sort(([, a], [, b]) => b - a);
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, threads]) => [name, Object.fromEntries(perFrame(name, threads))])
      .filter(([, threads]) => Object.keys(threads).length > 0),
  );
}
