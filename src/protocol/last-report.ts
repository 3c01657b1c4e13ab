/**
 * What is kept for the report of a problem. Once that opens in a tab of its own, the page is hidden and its videos rest: so the
 * popup keeps the last reports that it had of a tab. The host keeps the last losses of the GPU, because a host may have ended too.
 */
import * as v from 'valibot';
import { log } from '../util/log';
import { DocumentStatus } from './runtime';
import { moment, text } from './values';

/** Key in the session storage. */
export const LAST_REPORT = 'last-report';

export const LastReport = v.object({
  tabId: v.number(),
  /** In ms since 1970. */
  at: v.number(),
  documents: v.array(DocumentStatus),
});
export type LastReport = v.InferOutput<typeof LastReport>;

/** Key in the local storage of the extension's documents. */
export const GPU_LOSSES = 'gpu-losses';

const MOST_GPU_LOSSES = 5;

/** Losses of the GPU device, the newest last. */
export const GpuLosses = v.pipe(
  v.array(
    v.object({
      at: moment,
      /** Age of the device in ms. */
      ageMs: moment,
      /** In the browser's words. */
      reason: text,
      message: text,
    }),
  ),
  v.transform((losses) => losses.slice(-MOST_GPU_LOSSES)),
);
export type GpuLosses = v.InferOutput<typeof GpuLosses>;

/** Returns the stored losses; none where what is stored is no list of them. */
export function storedGpuLosses(storage: Pick<Storage, 'getItem'>): GpuLosses {
  try {
    return v.parse(GpuLosses, JSON.parse(storage.getItem(GPU_LOSSES) ?? '[]'));
  } catch (error) {
    log('report', 'The stored losses of the GPU cannot be read', error);
    return [];
  }
}

/** Stores a loss beside the ones before. */
export function noteGpuLoss(loss: GpuLosses[number], storage: Pick<Storage, 'getItem' | 'setItem'>): void {
  try {
    const losses = v.parse(GpuLosses, [...storedGpuLosses(storage), loss]);
    storage.setItem(GPU_LOSSES, JSON.stringify(losses));
  } catch (error) {
    log('report', 'A loss of the GPU cannot be stored', error);
  }
}
