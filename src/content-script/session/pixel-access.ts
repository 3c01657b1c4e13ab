/** How a video's picture is reached: read in the page itself, taken from a twin in the overlay, or not at all. */

import { isReadable } from '../../media/capture';
import type { Fault } from '../../protocol/faults';
import { proxyVideoAddress } from '../frames/proxy-video-source';
import { isSandboxed } from '../page/sandbox';

export class PixelAccess {
  readonly #video: HTMLVideoElement;
  #media: readonly string[];
  #isForeign = false;

  /** @param media hosts whose videos may be loaded a second time where the page may not read them */
  constructor(video: HTMLVideoElement, media: readonly string[]) {
    this.#video = video;
    this.#media = media;
  }

  /** Whether the page may not read the picture, which comes from a twin therefore. */
  get isForeign(): boolean {
    return this.#isForeign;
  }

  /** Whether the video may be loaded a second time; twins are in the overlay's document. */
  get mayUseProxyVideo(): boolean {
    if (isSandboxed()) return false;
    const host = proxyVideoAddress(this.#video)?.hostname;
    return host !== undefined && this.#media.includes(host);
  }

  /** Where the picture comes from, if not from the page's own origin; null also where that is not to be told. */
  get foreignOrigin(): string | null {
    const origin = isSandboxed() ? undefined : proxyVideoAddress(this.#video)?.origin;
    // An address of the page's own that leads elsewhere does not say where to.
    return origin === undefined || origin === self.origin ? null : origin;
  }

  setMedia(media: readonly string[]): void {
    this.#media = media;
  }

  /** Finds a way to the picture, or what keeps from it; null while there is no picture to try it with. */
  find(): 'reached' | Fault | null {
    const isReadableHere = isReadable(this.#video);
    this.#isForeign = isReadableHere === false && this.mayUseProxyVideo;
    if (isReadableHere || this.#isForeign) return 'reached';
    if (isReadableHere === undefined) return null;
    // To a document with an origin of its own even its own site's videos are foreign.
    return isSandboxed() ? 'sandboxed' : 'tainted';
  }

  /** Another source: where its picture comes from is not known yet. */
  forget(): void {
    this.#isForeign = false;
  }
}
