/** Asks the host for the video's current picture in every style. Where none can be had, the shipped pictures stay. */
import browser, { type Runtime } from 'webextension-polyfill';
import { type AskThumbnails, parseThumbnail, THUMBNAILS_PORT, type ThumbnailLook } from '../../protocol/thumbnails';
import type { Settings } from '../../settings';
import { drawnLook } from '../../settings/look';
import { shownLook, styleIds } from '../../settings/shelf';
import { bytesOfBase64 } from '../../util/base64';
import { logged } from '../../util/log';

/** Returns every style as a site shows it, with its colours and lines as the user changed them. */
export function thumbnailLooks(settings: Settings, site: string): ThumbnailLook[] {
  const { keepColours, lineWeight } = shownLook(settings, site);
  return styleIds(settings).map((style) => drawnLook({ style, keepColours, lineWeight }));
}

export class LiveThumbnails {
  readonly #show: (style: string, picture: ImageBitmap) => void;
  #asked = '';
  #port: Runtime.Port | undefined;

  /** @param show called with each picture as it arrives; takes it */
  constructor(show: (style: string, picture: ImageBitmap) => void) {
    this.#show = show;
  }

  /**
   * Asks once for each video and list of looks.
   * @param session the host's session of the video, where there is one
   */
  ask(session: string | null | undefined, looks: readonly ThumbnailLook[]): void {
    const key = JSON.stringify([session, looks]);
    if (!session || key === this.#asked) return;
    this.#asked = key;
    this.#port ??= this.#open();
    const message: AskThumbnails = { type: 'ask-thumbnails', session, looks: [...looks] };
    this.#port.postMessage(message);
  }

  #open(): Runtime.Port {
    const port = browser.runtime.connect({ name: THUMBNAILS_PORT });
    port.onMessage.addListener((message: unknown) => {
      const thumbnail = parseThumbnail(message);
      if (!thumbnail) return;
      createImageBitmap(new Blob([bytesOfBase64(thumbnail.picture)], { type: 'image/webp' })).then(
        (picture) => this.#show(thumbnail.style, picture),
        logged('popup', 'A thumbnail cannot be read', undefined),
      );
    });
    port.onDisconnect.addListener(() => {
      // Without a host nobody answers. Reading lastError keeps Chromium from logging it.
      void chrome.runtime.lastError;
      this.#port = undefined;
      this.#asked = '';
    });
    return port;
  }
}
