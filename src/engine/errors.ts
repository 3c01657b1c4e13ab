/** There is no usable GPU. The message is one sentence for the user. */
export class NoGpuError extends Error {
  override name = 'NoGpuError';
}

/** The browser has no WebGPU at all, at least on this computer. */
export class NoWebgpuError extends NoGpuError {
  override name = 'NoWebgpuError';
}

/**
 * Why a model cannot run.
 * - `not-a-style`: another kind of file
 * - `damaged`: broken or cut off
 * - `no-graph`: weights without a layer graph
 * - `old-pytorch`: a variant of torch.save's format before 1.6 that is not supported
 * - `whole-model`: a pickled model instead of a state dict
 * - `other-network`: a state dict of another network
 * - `unsafe`: a pickle with calls that a state dict does not need
 * - `not-finite`: weights that are infinite or not a number
 * - `too-large`: more bytes or operations than a style may need
 * - `unfit`: layers that do not fit together or that the engine lacks
 */
export const MODEL_FAULTS = [
  'not-a-style',
  'damaged',
  'no-graph',
  'old-pytorch',
  'whole-model',
  'other-network',
  'unsafe',
  'not-finite',
  'too-large',
  'unfit',
] as const;

export type ModelFault = (typeof MODEL_FAULTS)[number];

/** The model cannot run: its file is malformed, its graph breaks the contract, or its shapes do not fit. */
export class ModelError extends Error {
  override name = 'ModelError';
  readonly fault: ModelFault;

  constructor(message: string, fault: ModelFault = 'unfit') {
    super(message);
    this.fault = fault;
  }
}

/** The GPU refused a request of the engine: it has no memory left, or a shader does not compile. */
export class EngineError extends Error {
  override name = 'EngineError';
}

/** The GPU has no memory left for what was asked. Less, or the same later, may fit. */
export class GpuMemoryError extends EngineError {
  override name = 'GpuMemoryError';
}
