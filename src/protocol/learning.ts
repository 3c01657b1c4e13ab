/** Messages between the settings page and the host, which learns a style from a picture. Files lie in the database. */
import * as v from 'valibot';
import { OWN_NAME_LENGTH } from '../settings/schema';
import { clamped, count, parserOf } from './values';

/** Name of the runtime port, from the settings page to the offscreen document. Learning goes on after it has closed. */
export const LEARNING_PORT = 'inkreel-learning';

/** Longest preview, in characters: a WebP of 384 x 256 in base64 has about 60,000. */
const MOST_CHARACTERS = 400_000;

/**
 * Page to host.
 * - `begin` takes the task from the database
 * - `pause` keeps a checkpoint and frees the graphics card
 * - `go-on` continues from the last checkpoint
 * - `finish` ends with what has been learned so far
 * - `drop` forgets all of it
 * - `discard` sets it aside, and `restore` brings it back
 * - `expect` changes nothing and is answered with `LearningTime`
 */
export const LearningOrder = v.object({
  type: v.literal('learning-order'),
  order: v.picklist(['begin', 'pause', 'go-on', 'finish', 'drop', 'discard', 'restore', 'expect']),
});
export type LearningOrder = v.InferOutput<typeof LearningOrder>;
export const parseLearningOrder = parserOf(LearningOrder);

/**
 * Reasons why learning has ended: the browser has no WebGPU; there is no graphics card; it has no room; it was lost again and
 * again; the disk is full; anything else.
 */
export const LEARNING_FAULTS = ['no-webgpu', 'no-gpu', 'memory', 'lost', 'disk', 'unknown'] as const;
export type LearningFault = (typeof LEARNING_FAULTS)[number];

/**
 * Host to page, at once and after every change. `stopped`: a task that is paused, or that an earlier host left.
 * `preparing`: the network to start from is chosen. `learned`: the file is in the database.
 */
export const LearningStatus = v.object({
  type: v.literal('learning-status'),
  phase: v.picklist(['none', 'stopped', 'preparing', 'learning', 'learned', 'failed']),
  step: count,
  steps: count,
  /** Loss of style in the last step; null before the first report. */
  style: v.nullable(clamped(0, 1e9)),
  secondsLeft: v.nullable(clamped(0, 1e6)),
  fault: v.nullable(v.picklist(LEARNING_FAULTS)),
  /** Name of the style that was discarded last, while it can be brought back. */
  discarded: v.nullable(v.pipe(v.string(), v.maxLength(OWN_NAME_LENGTH))),
  /** A picture in the style as it is now: a WebP in base64, because old browsers pass no bytes in such messages. */
  preview: v.nullable(v.pipe(v.string(), v.maxLength(MOST_CHARACTERS), v.regex(/^[A-Za-z0-9+/]*={0,2}$/))),
});
export type LearningStatus = v.InferOutput<typeof LearningStatus>;
export const parseLearningStatus = parserOf(LearningStatus);

/** Host to the page that sent `expect`. */
export const LearningTime = v.object({
  type: v.literal('learning-time'),
  /** Seconds that a training will take on this computer; null where that is not known. */
  seconds: v.nullable(clamped(0, 1e6)),
  /** Why it cannot be done. */
  fault: v.nullable(v.picklist(['no-webgpu', 'no-gpu'])),
});
export type LearningTime = v.InferOutput<typeof LearningTime>;
export const parseLearningTime = parserOf(LearningTime);

/** Any context to an open settings page, which comes to the front where a picture becomes a style, and answers `true`. */
export const ShowMaking = v.object({ type: v.literal('show-making') });
export type ShowMaking = v.InferOutput<typeof ShowMaking>;
export const parseShowMaking = parserOf(ShowMaking);
