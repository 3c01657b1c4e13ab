/** Messages between bench/run.mjs and its page: requests, and the rows that come back. */

import type { Precision } from '../src/engine';
import type { ScheduleShares, TrainingSchedule } from '../src/engine/learning/schedule';
import type { Stroke } from '../src/own-styles/learning/task-store';
import type { DispatchTime } from './ours/dispatches';
import type { LayerTime } from './ours/ours';

export interface BenchRequest {
  readonly network: string;
  readonly width: number;
  readonly height: number;
  readonly precisions: readonly Precision[];
  /** Names of other engines. */
  readonly peers: readonly string[];
  readonly layers: boolean;
  /** Finds the fastest kernels on this device first. */
  readonly tuned: boolean;
  /** Leaves the units that multiply matrices unused, as Chromium does without a flag. */
  readonly plain: boolean;
  /** Milliseconds of work before and during a measurement: the clocks of an idle GPU take time to rise. */
  readonly warmMs: number;
}

export interface BenchRow {
  readonly network: string;
  readonly width: number;
  readonly height: number;
  readonly precision: Precision;
  readonly engine: string;
  /** Median milliseconds a frame, back to back. */
  readonly ms: number;
  readonly gpuBytes: number;
  /** Largest difference from the first peer's picture, in 1/255. */
  readonly difference?: number;
  /** Milliseconds from the loaded model to the draft's first picture, and to the whole network's. */
  readonly firstFrameMs?: number;
  readonly wholeFrameMs?: number;
  readonly layers?: readonly LayerTime[];
  /** GPU milliseconds of the last pass, from the network's output to the canvas, without and with the temporal blend. */
  readonly present?: PresentTimes;
}

export interface PresentTimes {
  readonly plain: number;
  readonly blended: number;
  /** Kernels of the pass with the blend, in the order in which they run. */
  readonly kernels: readonly DispatchTime[];
}

/** Measurements of learning. */
export interface LearningRequest {
  /** Crops of a step, and their rows and columns. */
  readonly images: number;
  readonly size: number;
  /** Steps of one measurement. */
  readonly steps: number;
  /** Times every kernel, too. */
  readonly layers: boolean;
}

export interface LearningRow {
  /** Milliseconds until the first step is done, shaders compiled. */
  readonly readyMs: number;
  /** Median milliseconds of a step, back to back. */
  readonly ms: number;
  readonly gpuBytes: number;
  readonly gflop: number;
  readonly kernels: readonly LearningKernelTime[];
}

/** Asks for a style learned from a picture. Pictures are files in base64. */
export interface LearnPictureRequest {
  readonly picture: string;
  /** Photographs to draw in the style. */
  readonly stills: readonly string[];
  readonly steps: number;
  /** The dials of the settings page. */
  readonly strength: number;
  readonly stroke: Stroke;
  /** Weights of losses in place of the usual ones. */
  readonly weights: Readonly<Record<string, number>>;
}

export interface LearnedPicture {
  readonly shape: { readonly images: number; readonly size: number };
  /** Milliseconds of a step as the extension predicts the time left by. */
  readonly stepMs: number;
  /** Milliseconds from the picture to the first step, and to the last. */
  readonly openedMs: number;
  readonly learnedMs: number;
  /** The painting that learning began from. */
  readonly start: string;
  /** Losses before their weights, every ten steps. */
  readonly losses: readonly ({ readonly step: number; readonly ms: number } & Readonly<Record<string, number>>)[];
  /** Means of the losses on crops that were not learned on, of the first network and of the last. */
  readonly judged: readonly [Readonly<Record<string, number>>, Readonly<Record<string, number>>];
  /** The photographs as the first network draws them, and as the last does. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The learned style's file. */
  readonly file: string;
}

/** Asks for a style learned by several schedules, each from the same beginning. */
export interface LearningCurveRequest {
  readonly picture: string;
  readonly weights: Readonly<Record<string, number>>;
  readonly schedules: readonly CurveSchedule[];
}

/** A schedule, the usual one but for what is named. */
export type CurveSchedule = Partial<Omit<TrainingSchedule, 'shares'> & ScheduleShares>;

export interface LearningCurve {
  readonly start: string;
  readonly shape: { readonly images: number; readonly size: number };
  /** Each schedule's milliseconds, and the losses as of `LearnedPicture.judged`, steadiness on pairs of crops. */
  readonly points: readonly { readonly ms: number; readonly losses: Readonly<Record<string, number>> }[];
}

/** Work of one kernel of a step, and its median time; 0 without timestamps. */
export interface LearningKernelTime {
  readonly label: string;
  readonly gflop: number;
  readonly bytes: number;
  readonly us: number;
}

/** Asks for the time of every tile of a network's small pictures. */
export interface TileRequest {
  readonly network: string;
  readonly width: number;
  readonly height: number;
  readonly precision: Precision;
}

/** Time of a tile for one dispatch of a family of convolutions, of which the network has `count`. */
export interface TileTime {
  readonly family: string;
  readonly count: number;
  readonly tile: string;
  readonly us: number;
  /** The engine takes this tile unless it has measured another one to be faster. */
  readonly usual: boolean;
}

export interface BenchAdapter {
  readonly name: string;
  /** The GPU is a software adapter. */
  readonly software: boolean;
  readonly precisions: readonly Precision[];
}
