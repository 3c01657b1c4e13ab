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
