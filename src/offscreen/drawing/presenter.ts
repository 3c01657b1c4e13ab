/**
 * Shows pictures on an overlay. If the overlay shares the host's process, the host draws on its canvas. Otherwise it sends
 * pictures.
 */
import { storedFormat } from '../../engine';
import { imagesCross } from '../../platform/images';
import { type HostToOverlay, parseOverlayToHost } from '../../protocol/overlay-host';
import { logged } from '../../util/log';
import { withTimeout } from '../../util/with-timeout';
import { OVERLAY_TIMEOUT_MS, type OverlayPresenter } from './overlay-presenter';
import { PixelsPresenter } from './pixels-presenter';

const PROBES = 5;
const PROBE_PAUSE_MS = 20;

/** A canvas and its WebGPU context, configured for the device that draws it. */
class Surface {
  readonly canvas: OffscreenCanvas;
  readonly #context: GPUCanvasContext;
  #device: GPUDevice | undefined;
  #hasAlpha = false;

  constructor(canvas: OffscreenCanvas) {
    this.canvas = canvas;
    const context = canvas.getContext('webgpu') as GPUCanvasContext | null;
    if (!context) throw new Error('The canvas has no WebGPU context.');
    this.#context = context;
  }

  begin(device: GPUDevice, width: number, height: number, hasAlpha: boolean): GPUTexture {
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.prepare(device, hasAlpha);
    return this.#context.getCurrentTexture();
  }

  prepare(device: GPUDevice, hasAlpha: boolean): void {
    if (this.#device === device && this.#hasAlpha === hasAlpha) return;
    this.#device = device;
    this.#hasAlpha = hasAlpha;
    this.#configure(device, true);
  }

  /** @param isStored lets kernels write the canvas, where they can; they spare the browser a render pass */
  #configure(device: GPUDevice, isStored: boolean): void {
    const format = navigator.gpu.getPreferredCanvasFormat();
    const { RENDER_ATTACHMENT, STORAGE_BINDING } = GPUTextureUsage;
    const usage = isStored && format === storedFormat(device) ? STORAGE_BINDING : 0;
    device.pushErrorScope('validation');
    const alphaMode = this.#hasAlpha ? 'premultiplied' : 'opaque';
    this.#context.configure({ device, format, alphaMode, usage: RENDER_ATTACHMENT | usage });
    void device.popErrorScope().then(
      (error) => {
        // The next picture is drawn by a render pass again.
        if (error && usage) this.#configure(device, false);
      },
      logged('drawing', 'The device was lost', undefined),
    );
  }

  destroy(): void {
    this.#context.unconfigure();
    this.canvas.width = 1;
    this.canvas.height = 1;
  }
}

/** Owns the surface, and replaces it when the GPU was lost. */
abstract class SurfacePresenter {
  #surface = new Surface(new OffscreenCanvas(1, 1));
  readonly #copies: { resolve(copy: Promise<ImageBitmap>): void; reject(reason: Error): void }[] = [];

  protected get canvas(): OffscreenCanvas {
    return this.#surface.canvas;
  }

  protected use(canvas: OffscreenCanvas): void {
    this.#surface.destroy();
    this.#surface = new Surface(canvas);
  }

  prepare(device: GPUDevice): void {
    // Few videos are transparent in places.
    this.#surface.prepare(device, false);
  }

  begin(device: GPUDevice, width: number, height: number, hasAlpha: boolean): GPUTexture {
    return this.#surface.begin(device, width, height, hasAlpha);
  }

  copyNext(): Promise<ImageBitmap> {
    return new Promise((resolve, reject) => this.#copies.push({ resolve, reject }));
  }

  /** Copies the canvas. Call it in the task of the submit, because the canvas is empty after that. */
  protected copy(): void {
    for (const { resolve } of this.#copies.splice(0)) resolve(createImageBitmap(this.canvas));
  }

  destroy(): void {
    this.#surface.destroy();
    for (const { reject } of this.#copies.splice(0)) reject(new Error('There are no more pictures.'));
  }
}

/** Draws a canvas that the overlay hands over. */
class CanvasPresenter extends SurfacePresenter implements OverlayPresenter {
  readonly #overlay: MessagePort;

  constructor(overlay: MessagePort) {
    super();
    this.#overlay = overlay;
  }

  async renew(): Promise<void> {
    const canvas = new Promise<OffscreenCanvas>((resolve, reject) => {
      this.#overlay.onmessage = ({ data }) => {
        const message = parseOverlayToHost(data);
        if (message?.type === 'canvas') resolve(message.canvas);
        else reject(new Error('The overlay handed over something other than a canvas.'));
      };
    });
    const request: HostToOverlay = { type: 'begin', sameProcess: true };
    this.#overlay.postMessage(request);
    this.use(await withTimeout(canvas, OVERLAY_TIMEOUT_MS, 'The overlay handed over no canvas.'));
  }

  /** The browser itself takes the picture from the canvas when the task ends. */
  async end(): Promise<void> {
    this.copy();
  }
}

/** Sends pictures to an overlay in another process, which answers each with `shown`. */
class PicturePresenter extends SurfacePresenter implements OverlayPresenter {
  readonly #overlay: MessagePort;
  #resolveShown: (() => void) | undefined;

  constructor(overlay: MessagePort) {
    super();
    this.#overlay = overlay;
    overlay.onmessage = ({ data }) => {
      if (parseOverlayToHost(data)?.type === 'shown') this.#resolveShown?.();
    };
  }

  async renew(): Promise<void> {
    const request: HostToOverlay = { type: 'begin', sameProcess: false };
    this.#overlay.postMessage(request);
    this.use(new OffscreenCanvas(1, 1));
  }

  end(): Promise<void> {
    this.copy();
    const bitmap = this.canvas.transferToImageBitmap();
    const shown = new Promise<void>((resolve) => {
      this.#resolveShown = resolve;
    });
    const message: HostToOverlay = { type: 'picture', bitmap };
    this.#overlay.postMessage(message, [bitmap]);
    return withTimeout(shown, OVERLAY_TIMEOUT_MS, 'The overlay showed no picture.');
  }

  override destroy(): void {
    super.destroy();
    this.#resolveShown?.();
  }
}

/** Asks the overlay for a VideoFrame. Returns whether it arrives intact. */
function probeArrives(overlay: MessagePort): Promise<boolean> {
  return new Promise((resolve) => {
    overlay.onmessage = ({ data }) => {
      const message = parseOverlayToHost(data);
      if (message?.type === 'probe') message.frame.close();
      resolve(message?.type === 'probe');
    };
    overlay.onmessageerror = () => resolve(false);
    const request: HostToOverlay = { type: 'send-probe' };
    overlay.postMessage(request);
  });
}

/**
 * Whether host and overlay share a process, so that the overlay's canvas can be transferred. Several probes are sent, because
 * the first messages of a port that came through the service worker take a detour on which a VideoFrame is always lost.
 */
async function sharesProcess(overlay: MessagePort): Promise<boolean> {
  for (let attempt = 0; attempt < PROBES; attempt++) {
    if (await probeArrives(overlay)) return true;
    await new Promise((resolve) => setTimeout(resolve, PROBE_PAUSE_MS));
  }
  return false;
}

/**
 * Chooses the presenter for an overlay and gets its first canvas.
 * @throws Error where the overlay does not answer in time or breaks the protocol
 */
export async function connectPresenter(overlay: MessagePort): Promise<OverlayPresenter> {
  const same = await withTimeout(sharesProcess(overlay), OVERLAY_TIMEOUT_MS, 'The overlay did not answer.');
  const Presenter = same ? CanvasPresenter : imagesCross() ? PicturePresenter : PixelsPresenter;
  const presenter = new Presenter(overlay);
  await presenter.renew();
  return presenter;
}
