/** No usable GPU: the message is one sentence that can be shown to the user as it is. */
export class NoGpuError extends Error {
  override name = 'NoGpuError';
}

/** A model that cannot be run: malformed file, graph against the contract, shapes that do not fit. */
export class ModelError extends Error {
  override name = 'ModelError';
}

/** The GPU refused something the engine asked for: out of memory, a shader that does not compile. */
export class EngineError extends Error {
  override name = 'EngineError';
}
