/** Counts the bytes of a device's live buffers, for peers that do not say what they take. */
export class BufferLedger {
  private live = 0;
  private most = 0;
  private readonly create = GPUDevice.prototype.createBuffer;
  private readonly destroy = GPUBuffer.prototype.destroy;

  constructor() {
    const ledger = this;
    const { create, destroy } = this;
    const open = new WeakSet<GPUBuffer>();
    GPUDevice.prototype.createBuffer = function (this: GPUDevice, descriptor) {
      const buffer = create.call(this, descriptor);
      open.add(buffer);
      ledger.live += buffer.size;
      ledger.most = Math.max(ledger.most, ledger.live);
      return buffer;
    };
    GPUBuffer.prototype.destroy = function (this: GPUBuffer) {
      if (open.delete(this)) ledger.live -= this.size;
      return destroy.call(this);
    };
  }

  /** Most bytes at one time since the ledger was opened. */
  get peak(): number {
    return this.most;
  }

  close(): void {
    GPUDevice.prototype.createBuffer = this.create;
    GPUBuffer.prototype.destroy = this.destroy;
  }
}
