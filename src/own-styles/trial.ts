/** Tries a style file before it is kept: reads it, draws a picture in it, measures it. All of that runs in a worker. */
import { MODEL_FAULTS } from '../engine/errors';

/** Bounds of a style: larger files and networks would only hang the computer. The shipped ones have 0.2 MB and 29 GFLOP. */
export const BOUNDS = {
  fileBytes: 64 * 1024 * 1024,
  parameters: 32e6,
  /** Operations of a frame of 1280 x 720. */
  operations: 1e12,
} as const;

/**
 * Why a file is refused: it holds no model that can run, or `too-heavy`: it needs more operations than `BOUNDS` allow;
 * `gpu-refused`: the graphics card has no room for it; `no-webgpu`: the browser lacks the interface to one; `no-gpu`: there is none;
 * `too-long`: it did not end.
 */
const TRIAL_FAULTS = [...MODEL_FAULTS, 'too-heavy', 'gpu-refused', 'no-webgpu', 'no-gpu', 'too-long'] as const;

export type TrialFault = (typeof TRIAL_FAULTS)[number];

/** A file cannot become a style. The message names the detail, for people who make such files. */
export class TrialError extends Error {
  override name = 'TrialError';
  readonly fault: TrialFault;

  constructor(fault: TrialFault, detail: string) {
    super(detail);
    this.fault = fault;
  }
}

/** The file itself, with the picture to draw; without one it is only read. */
export interface TrialRequest {
  file: ArrayBuffer;
  picture: ImageBitmap | undefined;
}

/** Facts in the file about the style; empty where it has none. */
export interface StyleFacts {
  name: string;
  credit: string;
  licence: string;
}

export type TrialEvent =
  | { type: 'read'; facts: StyleFacts }
  | { type: 'drawn'; picture: ImageBitmap }
  /** Milliseconds of a frame of 1280 x 720; the last event. */
  | { type: 'measured'; frameMs: number }
  | { type: 'refused'; fault: TrialFault; detail: string };

export interface TrialResult {
  facts: StyleFacts;
  picture: ImageBitmap;
  frameMs: number;
}

/** Steps of a trial, in their order. */
export type TrialStep = 'reading' | 'drawing' | 'measuring';

/** Time limit of each step, because a broken or huge file may never finish. */
const LONGEST_MS: Record<TrialStep, number> = { reading: 20_000, drawing: 180_000, measuring: 90_000 };

/**
 * Runs a worker until `receive` returns a result. Measuring that takes too long is a result too: the style is slow here.
 * @param stop ends it early
 * @throws TrialError, the reason of `stop`
 */
function work<T>(
  request: TrialRequest,
  entered: (step: TrialStep) => void,
  receive: (event: TrialEvent) => T | undefined,
  stop?: AbortSignal,
): Promise<T> {
  const worker = new Worker(new URL('./trial.worker.ts', import.meta.url), { type: 'module' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const done = new Promise<T>((resolve, reject) => {
    const enter = (step: TrialStep) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const result = step === 'measuring' ? receive({ type: 'measured', frameMs: LONGEST_MS.measuring }) : undefined;
        if (result === undefined) reject(new TrialError('too-long', `Stopped while ${step}.`));
        else resolve(result);
      }, LONGEST_MS[step]);
      entered(step);
    };
    stop?.addEventListener('abort', () => reject(stop.reason));
    enter('reading');
    worker.onerror = ({ message }) => reject(new TrialError('unfit', message));
    worker.onmessage = ({ data }: MessageEvent<TrialEvent>) => {
      if (data.type === 'refused') return reject(new TrialError(data.fault, data.detail));
      const result = receive(data);
      if (result !== undefined) resolve(result);
      else enter(data.type === 'read' ? 'drawing' : 'measuring');
    };
    worker.postMessage(request, request.picture ? [request.picture] : []);
  });
  return done.finally(() => {
    clearTimeout(timer);
    worker.terminate();
  });
}

/**
 * Reads a file, draws `picture` in its style and measures it. Takes the picture.
 * @param entered called with each step as it begins
 * @param stop ends it early
 * @throws TrialError, the reason of `stop`
 */
export function tryStyle(
  file: ArrayBuffer,
  picture: ImageBitmap,
  entered: (step: TrialStep) => void,
  stop: AbortSignal,
): Promise<TrialResult> {
  let facts: StyleFacts | undefined;
  let drawn: ImageBitmap | undefined;
  const receive = (event: TrialEvent) => {
    if (event.type === 'read') facts = event.facts;
    if (event.type === 'drawn') drawn = event.picture;
    return event.type === 'measured' && facts && drawn ? { facts, picture: drawn, frameMs: event.frameMs } : undefined;
  };
  return work({ file, picture }, entered, receive, stop);
}

/** Reads a file and nothing more. @throws TrialError */
export const checkStyle = (file: ArrayBuffer): Promise<StyleFacts> =>
  work(
    { file, picture: undefined },
    () => {},
    (event) => (event.type === 'read' ? event.facts : undefined),
  );

/** Returns the id of a style file: the same file has the same id on every computer. */
export async function idOf(file: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', file));
  return `own-${Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
