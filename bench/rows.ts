/** What bench/run.mjs asks the page to measure, and the rows that come back. */

import type { Precision } from '../src/engine';
import type { DispatchTime } from './ours/dispatches';
import type { LayerTime } from './ours/ours';

export interface BenchRequest {
  readonly network: string;
  readonly width: number;
  readonly height: number;
  readonly precisions: readonly Precision[];
  readonly peers: boolean;
  readonly layers: boolean;
  /** Measure which kernels are the fastest here first. */
  readonly tuned: boolean;
  /** Milliseconds of work before and during a measurement: clocks of an idle GPU take that long to rise. */
  readonly warmMs: number;
}

export interface BenchRow {
  readonly network: string;
  readonly width: number;
  readonly height: number;
  readonly precision: Precision;
  readonly engine: string;
  /** Median of a frame, back to back. */
  readonly ms: number;
  readonly gpuBytes: number;
  /** Largest difference from the first peer's picture, in 1/255. */
  readonly difference?: number;
  /** From the loaded model to the first picture, a draft's, and to that of the whole network. */
  readonly firstFrameMs?: number;
  readonly wholeFrameMs?: number;
  readonly layers?: readonly LayerTime[];
  /** GPU milliseconds of the last pass, from the network's output to the canvas, without and with the temporal blend. */
  readonly present?: PresentTimes;
}

export interface PresentTimes {
  readonly plain: number;
  readonly blended: number;
  /** What the blended one is made of, in the order it runs. */
  readonly kernels: readonly DispatchTime[];
}

export interface BenchAdapter {
  readonly name: string;
  /** A GPU played by the CPU. */
  readonly software: boolean;
  readonly precisions: readonly Precision[];
}
