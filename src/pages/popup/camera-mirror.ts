/** Shows the picture that others in a call get, mirrored, as one sees oneself. */
import browser, { type Runtime } from 'webextension-polyfill';
import { CAMERA_PORT, parseCameraPicture } from '../../protocol/runtime';
import { bytesOfBase64 } from '../../util/base64';
import { logged } from '../../util/log';

export class CameraMirror {
  readonly #canvas: HTMLCanvasElement;
  readonly #tabId: number | undefined;
  #port: Runtime.Port | undefined;

  /** @param canvas shows the pictures; hidden until there is one */
  constructor(canvas: HTMLCanvasElement, tabId: number | undefined) {
    this.#canvas = canvas;
    this.#tabId = tabId;
  }

  /** Asks the tab's documents for pictures, or ends that. */
  setWanted(isWanted: boolean): void {
    if (isWanted && this.#tabId !== undefined) this.#port ??= this.#open(this.#tabId);
    if (isWanted) return;
    this.#port?.disconnect();
    this.#port = undefined;
    this.#canvas.hidden = true;
  }

  #open(tabId: number): Runtime.Port {
    const port = browser.tabs.connect(tabId, { name: CAMERA_PORT });
    port.onMessage.addListener((received: unknown) => {
      const message = parseCameraPicture(received);
      if (!message) return;
      createImageBitmap(new Blob([bytesOfBase64(message.picture)], { type: 'image/webp' })).then(
        (picture) => this.#show(picture),
        logged('popup', 'The camera’s picture cannot be read', undefined),
      );
    });
    port.onDisconnect.addListener(() => {
      // Reading lastError keeps Chromium from logging it.
      void chrome.runtime.lastError;
      if (this.#port === port) this.#port = undefined;
    });
    return port;
  }

  #show(picture: ImageBitmap): void {
    const canvas = this.#canvas;
    if (this.#port) {
      Object.assign(canvas, { width: picture.width, height: picture.height, hidden: false });
      canvas.getContext('2d')?.drawImage(picture, 0, 0);
    }
    picture.close();
  }
}
