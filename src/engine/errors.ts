/** There is no usable GPU. The message is one sentence for the user. */
export class NoGpuError extends Error {
  override name = 'NoGpuError';
}

/** The model cannot run: its file is malformed, its graph breaks the contract, or its shapes do not fit. */
export class ModelError extends Error {
  override name = 'ModelError';
}

/** The GPU refused a request of the engine: it has no memory left, or a shader does not compile. */
export class EngineError extends Error {
  override name = 'EngineError';
}

/** The GPU has no memory left for what was asked. Less, or the same later, may fit. */
export class GpuMemoryError extends EngineError {
  override name = 'GpuMemoryError';
}
