/** Pipelines kept for a device. A shipped network has about 30; those of the size, style and tiles before are kept too. */
export const MOST_PIPELINES = 256;

/**
 * Keeps compiled pipelines for each device, so that a style switch or a second video of one size compiles nothing: weights are
 * data, and networks of one architecture and size share their WGSL. The least recently used one is dropped first. A lost
 * device's pipelines go with the device.
 */
export class PipelineCache<Pipeline> {
  readonly #byDevice = new WeakMap<GPUDevice, Map<string, Promise<Pipeline>>>();

  /**
   * Returns the device's pipeline of this key, or compiles it. A failed one is compiled again at the next call.
   * @param key the WGSL, with everything else that the pipeline depends on
   */
  get(device: GPUDevice, key: string, compile: () => Promise<Pipeline>): Promise<Pipeline> {
    const pipelines = this.#byDevice.get(device) ?? new Map<string, Promise<Pipeline>>();
    this.#byDevice.set(device, pipelines);
    const known = pipelines.get(key);
    const pipeline = known ?? compile();
    if (!known) pipeline.catch(() => pipelines.delete(key));
    // A map keeps the order of insertion: the first key is the one used longest ago.
    pipelines.delete(key);
    pipelines.set(key, pipeline);
    const [oldest] = pipelines.keys();
    if (pipelines.size > MOST_PIPELINES) pipelines.delete(oldest!);
    return pipeline;
  }
}
