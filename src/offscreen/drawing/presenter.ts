/** Where a session's pictures go: the overlay's own canvas, or pictures sent to it where that lies in another process. */
import { type HostToOverlay, parseOverlayToHost } from '../../protocol/overlay-host';
import { withTimeout } from '../../util/with-timeout';

export interface OverlayPresenter {
  /** Gets a fresh canvas; once at the beginning and after each loss of the GPU, which canvases do not survive. */
  renew(): Promise<void>;
  /** Texture for the next picture, of the given size; to be drawn and submitted within this task. */
  begin(device: GPUDevice, width: number, height: number): GPUTexture;
  /** To be called right after the submit; resolves once the picture left for the screen. */
  end(): Promise<void>;
  /** A copy of the next picture that ends. */
  copyNext(): Promise<ImageBitmap>;
  destroy(): void;
}

/** How long an overlay may take to say which process it is in, and to show a picture. */
const OVERLAY_PATIENCE_MS = 10_000;
const PROBES = 5;
const PROBE_PAUSE_MS = 20;

/** A canvas and its WebGPU context, set up for whichever device draws it. */
class Surface {
  #context: GPUCanvasContext;
  #device: GPUDevice | undefined;

  constructor(readonly canvas: OffscreenCanvas) {
    const context = canvas.getContext('webgpu') as GPUCanvasContext | null;
    if (!context) throw new Error('The canvas has no WebGPU context.');
    this.#context = context;
  }

  begin(device: GPUDevice, width: number, height: number): GPUTexture {
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    if (this.#device !== device) {
      this.#context.configure({ device, format: navigator.gpu.getPreferredCanvasFormat(), alphaMode: 'opaque' });
      this.#device = device;
    }
    return this.#context.getCurrentTexture();
  }

  destroy(): void {
    this.#context.unconfigure();
    this.canvas.width = 1;
    this.canvas.height = 1;
  }
}

/** What both presenters share: a surface, exchanged for a new one when the GPU was lost. */
abstract class SurfacePresenter {
  #surface = new Surface(new OffscreenCanvas(1, 1));
  #copies: { resolve(copy: Promise<ImageBitmap>): void; reject(reason: Error): void }[] = [];

  protected get canvas(): OffscreenCanvas {
    return this.#surface.canvas;
  }

  protected use(canvas: OffscreenCanvas): void {
    this.#surface.destroy();
    this.#surface = new Surface(canvas);
  }

  begin(device: GPUDevice, width: number, height: number): GPUTexture {
    return this.#surface.begin(device, width, height);
  }

  copyNext(): Promise<ImageBitmap> {
    return new Promise((resolve, reject) => this.#copies.push({ resolve, reject }));
  }

  /** Within the task of the submit: later the canvas is empty. */
  protected copy(): void {
    for (const { resolve } of this.#copies.splice(0)) resolve(createImageBitmap(this.canvas));
  }

  destroy(): void {
    this.#surface.destroy();
    for (const { reject } of this.#copies.splice(0)) reject(new Error('There are no more pictures.'));
  }
}

/** Draws a canvas the overlay hands over. */
class CanvasPresenter extends SurfacePresenter implements OverlayPresenter {
  constructor(private readonly overlay: MessagePort) {
    super();
  }

  async renew(): Promise<void> {
    const canvas = new Promise<OffscreenCanvas>((resolve, reject) => {
      this.overlay.onmessage = ({ data }) => {
        const message = parseOverlayToHost(data);
        if (message?.type === 'canvas') resolve(message.canvas);
        else reject(new Error('The overlay handed over something else than a canvas.'));
      };
    });
    const request: HostToOverlay = { type: 'begin', sameProcess: true };
    this.overlay.postMessage(request);
    this.use(await withTimeout(canvas, OVERLAY_PATIENCE_MS, 'The overlay handed over no canvas.'));
  }

  /** The browser takes the picture from the canvas by itself, when the task ends. */
  async end(): Promise<void> {
    this.copy();
  }
}

/** Sends pictures to an overlay in another process, which answers each with `shown`. */
class PicturePresenter extends SurfacePresenter implements OverlayPresenter {
  #resolveShown: (() => void) | undefined;

  constructor(private readonly overlay: MessagePort) {
    super();
    overlay.onmessage = ({ data }) => {
      if (parseOverlayToHost(data)?.type === 'shown') this.#resolveShown?.();
    };
  }

  async renew(): Promise<void> {
    const request: HostToOverlay = { type: 'begin', sameProcess: false };
    this.overlay.postMessage(request);
    this.use(new OffscreenCanvas(1, 1));
  }

  end(): Promise<void> {
    this.copy();
    const bitmap = this.canvas.transferToImageBitmap();
    const message: HostToOverlay = { type: 'picture', bitmap };
    const shown = new Promise<void>((resolve) => {
      this.#resolveShown = resolve;
    });
    this.overlay.postMessage(message, [bitmap]);
    return withTimeout(shown, OVERLAY_PATIENCE_MS, 'The overlay showed no picture.');
  }

  override destroy(): void {
    super.destroy();
    this.#resolveShown?.();
  }
}

/** Asks the overlay for a VideoFrame: true where it arrives whole, false where something else or nothing does. */
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
 * Whether the overlay's canvas may be touched. Right after the port was passed on through the service worker its messages
 * still go a way round, on which a VideoFrame is lost even within one process: so more than one is tried.
 */
async function sharesProcess(overlay: MessagePort): Promise<boolean> {
  for (let attempt = 0; attempt < PROBES; attempt++) {
    if (await probeArrives(overlay)) return true;
    await new Promise((resolve) => setTimeout(resolve, PROBE_PAUSE_MS));
  }
  return false;
}

/**
 * Finds out how an overlay can be drawn, and makes it ready for it.
 * @throws Error where it does not answer, or not as agreed
 */
export async function connectPresenter(overlay: MessagePort): Promise<OverlayPresenter> {
  const same = await withTimeout(sharesProcess(overlay), OVERLAY_PATIENCE_MS, 'The overlay did not answer.');
  const presenter = same ? new CanvasPresenter(overlay) : new PicturePresenter(overlay);
  await presenter.renew();
  return presenter;
}
