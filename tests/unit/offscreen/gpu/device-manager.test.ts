import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EngineDevice } from '../../../../src/engine';
import type { Tuning } from '../../../../src/offscreen/gpu/tuning';
import { MeasuredSpeed } from '../../../../src/offscreen/quality/measured-speed';
import { storedGpuLosses } from '../../../../src/protocol/last-report';

const gpu = vi.hoisted(() => ({ request: (): Promise<unknown> => Promise.reject() }));
vi.mock('../../../../src/engine', () => ({
  NoGpuError: class extends Error {},
  requestEngineDevice: () => gpu.request(),
}));
const { NoGpuError } = await import('../../../../src/engine');
const { DeviceLostError, DeviceManager } = await import('../../../../src/offscreen/gpu/device-manager');

let requests: number;
let losses: boolean[];
let lose: (message?: string) => void;
let stored: Map<string, string>;
let manager: InstanceType<typeof DeviceManager>;

const storage = () => ({
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
});

/** A device that is lost by `lose`. */
async function give(): Promise<EngineDevice> {
  requests++;
  const lost = new Promise<unknown>((resolve) => {
    lose = (message = '') => resolve({ reason: 'unknown', message });
  });
  return { device: { lost }, adapterInfo: {} } as unknown as EngineDevice;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', {});
  requests = 0;
  losses = [];
  gpu.request = give;
  stored = new Map();
  manager = new DeviceManager(
    { open: async () => {} } as unknown as Tuning,
    new MeasuredSpeed(storage()),
    (isRecoverable) => losses.push(isRecoverable),
    undefined,
    storage(),
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Asks for a device at once and loses it at an age in ms; returns how long the device took, in ms. */
async function loseNext(ageMs: number): Promise<number> {
  const start = Date.now();
  const device = manager.device();
  await vi.advanceTimersToNextTimerAsync();
  await device;
  const waited = Date.now() - start;
  await vi.advanceTimersByTimeAsync(ageMs);
  lose();
  await vi.advanceTimersByTimeAsync(0);
  return waited;
}

it('waits longer after each loss, so that a GPU process that has just died does not use up all attempts', async () => {
  const waits = [await loseNext(500), await loseNext(500), await loseNext(500), await loseNext(500)];
  expect(waits).toEqual([0, 250, 500, 1000]);
  expect(losses).toEqual([true, true, true, false]);
});

it('bears devices that are lost before they drew anything for 15 s, as on a busy computer whose GPU process died', async () => {
  const waits: number[] = [];
  while (losses.every(Boolean)) waits.push(await loseNext(0));
  expect(waits).toEqual([0, 250, 500, 1000, 2000, 4000, 4000, 4000]);
  expect(losses).toEqual([...Array(7).fill(true), false]);
});

it('lets nobody wait longer than the page does, where the graphics process does not answer', async () => {
  gpu.request = () => new Promise(() => {});
  const late = expect(manager.device()).rejects.toThrow(DeviceLostError);
  await vi.advanceTimersByTimeAsync(12_000);
  await late;
});

it('gives no device after the fourth loss in a minute, and another one later', async () => {
  for (let i = 0; i < 4; i++) await loseNext(500);
  await expect(manager.device()).rejects.toThrow(DeviceLostError);
  await vi.advanceTimersByTimeAsync(20_000);
  const later = manager.device();
  await vi.advanceTimersByTimeAsync(4000);
  expect(await later).toBeDefined();
  expect(requests).toBe(5);
});

it('says that a device does not come back, where there was one before, and that there is none, where there was none', async () => {
  const none = async () => Promise.reject(new NoGpuError('none'));
  gpu.request = none;
  await expect(manager.device()).rejects.toThrow(NoGpuError);
  gpu.request = give;
  await loseNext(500);
  gpu.request = none;
  const gone = expect(manager.device()).rejects.toThrow(DeviceLostError);
  await vi.advanceTimersByTimeAsync(250);
  await gone;
});

it('keeps what the browser said of the last five losses, for the report of a problem', async () => {
  for (let i = 0; i < 7; i++) {
    const device = manager.device();
    await vi.advanceTimersByTimeAsync(4000);
    await device;
    await vi.advanceTimersByTimeAsync(60_000);
    lose(`${i} ${'x'.repeat(10_000)}`);
    await vi.advanceTimersByTimeAsync(0);
  }
  const kept = storedGpuLosses(storage());
  expect(kept.map(({ message }) => message.slice(0, 2))).toEqual(['2 ', '3 ', '4 ', '5 ', '6 ']);
  expect(kept.at(-1)).toMatchObject({ at: Date.now(), reason: 'unknown' });
  expect(kept.at(-1)!.ageMs).toBeGreaterThanOrEqual(60_000);
});

it('goes on where the stored losses are damaged', async () => {
  stored.set('gpu-losses', '[{"at":"yesterday"}]');
  await loseNext(500);
  expect(storedGpuLosses(storage())).toHaveLength(1);
});
