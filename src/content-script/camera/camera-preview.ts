/** Sends the popup small copies of the pictures that others see, while it shows them. */
import browser, { type Runtime } from 'webextension-polyfill';
import { CAMERA_PORT, type CameraPicture } from '../../protocol/runtime';
import { base64Of } from '../../util/base64';
import { logged } from '../../util/log';

const INTERVAL_MS = 1000;
const HEIGHT = 96;
const MOST_WIDTH = 192;

export class CameraPreview {
  readonly #ports = new Set<Runtime.Port>();
  #asking: ReturnType<typeof setInterval> | undefined;
  #takenAt = Number.NEGATIVE_INFINITY;

  /** @param ask called about once a second while the popup shows pictures and no styled one has come */
  constructor(ask: () => void) {
    browser.runtime.onConnect.addListener((port) => {
      if (port.name !== CAMERA_PORT) return;
      this.#ports.add(port);
      this.#asking ??= setInterval(() => {
        if (performance.now() - this.#takenAt >= INTERVAL_MS) ask();
      }, INTERVAL_MS);
      port.onDisconnect.addListener(() => {
        this.#ports.delete(port);
        if (this.#ports.size > 0) return;
        clearInterval(this.#asking);
        this.#asking = undefined;
      });
    });
  }

  /** Copies a picture for the popup, once a second while it is open. The caller keeps the picture. */
  take(picture: ImageBitmap): void {
    const now = performance.now();
    if (this.#ports.size === 0 || now - this.#takenAt < INTERVAL_MS || picture.height === 0) return;
    this.#takenAt = now;
    this.#send(picture).catch(logged('camera', 'The popup gets no picture', undefined));
  }

  async #send(picture: ImageBitmap): Promise<void> {
    const scale = Math.min(HEIGHT / picture.height, MOST_WIDTH / picture.width);
    const size = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
    const [width = 1, height = 1] = size;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height);
    const message: CameraPicture = {
      type: 'camera-picture',
      picture: await base64Of(await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })),
    };
    for (const port of this.#ports) port.postMessage(message);
  }
}
