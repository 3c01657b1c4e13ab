/** Finds out how a video's pixels can be read: in the page, through a proxy video in the overlay, or not at all. */

import { isReadable } from '../../media/capture';
import type { Fault } from '../../protocol/faults';
import { proxyVideoAddress } from '../frames/proxy-video-source';
import { isSandboxed, needsBridge } from '../page/overlay-reach';

export class PixelAccess {
  readonly #video: HTMLVideoElement;
  #media: readonly string[];
  #isForeign = false;

  /** @param media hostnames whose videos may be loaded a second time where the page may not read them */
  constructor(video: HTMLVideoElement, media: readonly string[]) {
    this.#video = video;
    this.#media = media;
  }

  /** Whether the page may not read the pixels and a proxy video provides them. */
  get isForeign(): boolean {
    return this.#isForeign;
  }

  /** Whether the video may be loaded a second time, which needs an overlay with a document of its own. */
  get mayUseProxyVideo(): boolean {
    if (needsBridge()) return false;
    const hostname = proxyVideoAddress(this.#video)?.hostname;
    return hostname !== undefined && this.#media.includes(hostname);
  }

  /** Origin of the video; null for the page's own origin, and where the origin is unknown. */
  get foreignOrigin(): string | null {
    const origin = needsBridge() ? undefined : proxyVideoAddress(this.#video)?.origin;
    // An address of the page's own origin may redirect to an unknown one.
    return origin === undefined || origin === self.origin ? null : origin;
  }

  setMedia(media: readonly string[]): void {
    this.#media = media;
  }

  /** Returns whether the pixels can be read, or the fault that prevents it; null while there is no picture to try. */
  find(): 'reached' | Fault | null {
    const isReadableHere = isReadable(this.#video);
    this.#isForeign = isReadableHere === false && this.mayUseProxyVideo;
    if (isReadableHere || this.#isForeign) return 'reached';
    if (isReadableHere === undefined) return null;
    // A sandboxed document has an opaque origin: even videos of its own site are foreign to it.
    return isSandboxed() ? 'sandboxed' : 'tainted';
  }

  /** Forgets the result. Call it when the source has changed. */
  forget(): void {
    this.#isForeign = false;
  }
}
