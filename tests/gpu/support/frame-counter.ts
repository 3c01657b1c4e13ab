/** Counts the cost of frames submitted to a device. */
export interface FrameCounts {
  dispatches: number;
  renderPasses: number;
  copies: number;
  bindGroups: number;
  submits: number;
}

const none = (): FrameCounts => ({ dispatches: 0, renderPasses: 0, copies: 0, bindGroups: 0, submits: 0 });

type Method = (...parameters: never[]) => unknown;

/** Counts launches, copies and objects by patching the methods of WebGPU, until it is closed. */
export class FrameCounter {
  #counts = none();
  readonly #undo: (() => void)[] = [];

  constructor(device: GPUDevice) {
    this.#patch(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', 'dispatches');
    this.#patch(GPUCommandEncoder.prototype, 'beginRenderPass', 'renderPasses');
    this.#patch(GPUCommandEncoder.prototype, 'copyBufferToBuffer', 'copies');
    this.#patch(GPUCommandEncoder.prototype, 'copyBufferToTexture', 'copies');
    this.#patch(GPUCommandEncoder.prototype, 'copyTextureToTexture', 'copies');
    this.#patch(GPUDevice.prototype, 'createBindGroup', 'bindGroups');
    this.#patch(Object.getPrototypeOf(device.queue) as GPUQueue, 'submit', 'submits');
  }

  reset(): void {
    this.#counts = none();
  }

  /** Returns the counts since the last call. */
  take(): FrameCounts {
    const counts = this.#counts;
    this.reset();
    return counts;
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  #patch<Kind extends object>(prototype: Kind, name: keyof Kind & string, count: keyof FrameCounts): void {
    const counter = this;
    const original = prototype[name] as Method;
    const patched = function (this: Kind, ...parameters: never[]) {
      counter.#counts[count]++;
      return original.apply(this, parameters);
    };
    Object.assign(prototype, { [name]: patched });
    this.#undo.push(() => Object.assign(prototype, { [name]: original }));
  }
}
