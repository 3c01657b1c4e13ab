/** Restyles every video of this document while it is running. */
import type { Look } from '../../protocol/page-host';
import type { FrameStatus } from '../../protocol/runtime';
import { isExtensionAlive, randomId } from '../host/host-connection';
import { FullscreenStage } from '../overlay/fullscreen-stage';
import { type OpenShadowRoot, VideoFinder } from '../page/finder';
import { VideoSession } from './video-session';

/** What raises no event (late shadow roots, visibility, an extension that is gone) is looked for this often. */
const HEARTBEAT_MS = 1000;

/** Pause after a walk through the document, in times of what it took. */
const RESCAN_PAUSE = 200;

export class Restyler {
  readonly #sessions = new Map<HTMLVideoElement, VideoSession>();
  readonly #stage = new FullscreenStage(document, randomId());
  readonly #finder: VideoFinder;
  #look: Look;
  #media: readonly string[];
  #nextRescan = 0;
  readonly #heartbeat: ReturnType<typeof setInterval>;

  /**
   * @param media hosts whose videos may be loaded a second time where the page may not read them
   * @param changed told of every session whenever its state has changed, at its end too
   */
  constructor(
    look: Look,
    media: readonly string[],
    openShadowRoot: OpenShadowRoot,
    changed: (session: VideoSession) => void,
  ) {
    this.#look = look;
    this.#media = media;
    this.#finder = new VideoFinder(document, openShadowRoot, {
      found: (video) =>
        this.#sessions.set(video, new VideoSession(video, this.#look, this.#media, this.#stage, changed)),
      moved: (video) => this.#sessions.get(video)?.check(),
      lost: (video) => this.#end(video),
    });
    this.#finder.start();
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
  }

  setLook(look: Look): void {
    const keys = ['style', 'strength', 'quality'] as const;
    if (keys.every((key) => look[key] === this.#look[key])) return;
    this.#look = look;
    for (const session of this.#sessions.values()) session.setLook(look);
  }

  setMedia(media: readonly string[]): void {
    if (media.join() === this.#media.join()) return;
    this.#media = media;
    for (const session of this.#sessions.values()) session.setMedia(media);
  }

  /** Tries again what was out of reach: access to it may have been granted. */
  retryProxyVideos(): void {
    for (const session of this.#sessions.values()) session.retryProxyVideo();
  }

  /** Lets the user see the videos themselves until told otherwise. */
  showOriginal(isShown: boolean): void {
    for (const session of this.#sessions.values()) session.showOriginal(isShown);
  }

  /** Ends it all; the page is as it was. */
  stop(): void {
    clearInterval(this.#heartbeat);
    this.#finder.stop();
    for (const session of this.#sessions.values()) session.close('off');
    this.#sessions.clear();
  }

  get status(): Omit<FrameStatus, 'type' | 'document'> {
    const counted = [...this.#sessions.values()].filter((session) => session.isCounted);
    return {
      videos: counted.length,
      styled: counted.map((session) => session.stats).filter((stats) => stats !== null),
      faults: counted.map((session) => session.fault).filter((fault) => fault !== null),
      foreign: [...new Set(counted.map((session) => session.foreignOrigin).filter((origin) => origin !== null))],
      // Where a frame is in the tab its own document cannot tell.
      capturable: window === top && this.largestOutOfReach !== undefined,
    };
  }

  /** The largest video that only a capture of the tab could show restyled. */
  get largestOutOfReach(): VideoSession | undefined {
    const area = ({ video }: VideoSession) => video.offsetWidth * video.offsetHeight;
    const outOfReach = [...this.#sessions.values()].filter((session) => session.isCounted && session.isOutOfReach);
    return outOfReach.sort((a, b) => area(b) - area(a))[0];
  }

  /** Whether a video that was out of reach is still there, and still as it is: a capture is never of our own picture. */
  mayBeCaptured(session: VideoSession): boolean {
    const isHere = this.#sessions.get(session.video) === session;
    return isHere && session.overlay === 'none' && session.fault !== 'drm';
  }

  #beat(): void {
    if (!isExtensionAlive()) {
      this.stop();
      return;
    }
    this.#rescan();
    for (const session of this.#sessions.values()) session.beat();
  }

  /** Walks the document, the more seldom the longer that takes: huge pages are not to feel it. */
  #rescan(): void {
    const start = performance.now();
    if (start < this.#nextRescan) return;
    this.#finder.rescan();
    this.#nextRescan = start + RESCAN_PAUSE * (performance.now() - start);
  }

  #end(video: HTMLVideoElement): void {
    this.#sessions.get(video)?.close('gone');
    this.#sessions.delete(video);
  }
}
