/** Restyles every video of this document, from its construction until `stop`. */
import { isSameLook, type Look } from '../../protocol/page-host';
import { START_STEPS, type VideoStatus } from '../../protocol/runtime';
import { isExtensionAlive, randomId } from '../host/host-connection';
import { SlotRequests } from '../host/slot-requests';
import { FullscreenStage } from '../overlay/fullscreen-stage';
import { type OpenShadowRoot, VideoFinder } from '../page/finder';
import { watchLeaving } from './page-leave';
import { isPlayingVideo, PointerPlace } from './read-attention';
import { VideoSession } from './video-session';

/** Interval of checks for changes that raise no event: late shadow roots, visibility, the end of the extension. */
const HEARTBEAT_MS = 1000;

/** Pause after a walk through the document, as a multiple of its duration. */
const RESCAN_PAUSE = 200;

const areaOf = ({ video }: VideoSession): number => video.offsetWidth * video.offsetHeight;

export class Restyler {
  readonly #sessions = new Map<HTMLVideoElement, VideoSession>();
  readonly #stage = new FullscreenStage(document, randomId());
  readonly #listening = new AbortController();
  readonly #pointer = new PointerPlace(this.#listening.signal);
  readonly #slots = new SlotRequests();
  readonly #finder: VideoFinder;
  #isLeaving = false;
  #look: Look;
  #media: readonly string[];
  #nextRescan = 0;
  readonly #heartbeat: ReturnType<typeof setInterval>;

  /**
   * @param media hostnames whose videos may be loaded a second time where the page may not read them
   * @param changed called with a session whenever its state has changed, also at its end
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
      found: (video) => {
        const session = new VideoSession(video, this.#look, this.#media, this.#stage, this.#pointer, (each) => {
          this.#slots.update(each.slot);
          changed(each);
        });
        this.#sessions.set(video, session);
        if (this.#isLeaving) session.setLeaving(true);
      },
      moved: (video) => this.#sessions.get(video)?.check(),
      lost: (video) => this.#end(video),
    });
    this.#finder.start();
    watchLeaving((isLeaving) => this.#setLeaving(isLeaving), this.#listening.signal);
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
  }

  setLook(look: Look): void {
    if (isSameLook(look, this.#look)) return;
    this.#look = look;
    for (const session of this.#sessions.values()) session.setLook(look);
  }

  setMedia(media: readonly string[]): void {
    if (media.join() === this.#media.join()) return;
    this.#media = media;
    for (const session of this.#sessions.values()) session.setMedia(media);
  }

  /** Tries unreadable videos again: the user may have granted access since. */
  retryProxyVideos(): void {
    for (const session of this.#sessions.values()) session.retryProxyVideo();
  }

  /** Shows the videos themselves while `isShown`. */
  showOriginal(isShown: boolean): void {
    for (const session of this.#sessions.values()) session.showOriginal(isShown);
  }

  /** Ends all sessions and restores the page. */
  stop(): void {
    clearInterval(this.#heartbeat);
    this.#finder.stop();
    this.#listening.abort();
    this.#slots.stop();
    for (const session of this.#sessions.values()) session.close('off');
    this.#sessions.clear();
  }

  get status(): VideoStatus {
    const counted = [...this.#sessions.values()].filter((session) => session.isCounted);
    const [readable] = counted.sort((a, b) => areaOf(b) - areaOf(a)).flatMap((session) => session.readable ?? []);
    const faults = counted.map((session) => session.fault).filter((fault) => fault !== null);
    return {
      videos: counted.length,
      styled: counted.map((session) => session.stats).filter((stats) => stats !== null),
      playing: counted.some(({ video, stats }) => stats !== null && isPlayingVideo(video)),
      starting: START_STEPS.findLast((step) => counted.some(({ starting }) => starting === step)) ?? null,
      faults: faults.filter((fault) => fault !== 'full'),
      waiting: faults.filter((fault) => fault === 'full').length,
      foreign: [...new Set(counted.map((session) => session.foreignOrigin).filter((origin) => origin !== null))],
      // A document in an iframe cannot tell where in the tab it is shown.
      capturable: window === top && this.largestOutOfReach !== undefined,
      readable: readable ?? null,
    };
  }

  /** Returns the largest video that only a capture of the tab can show restyled. */
  get largestOutOfReach(): VideoSession | undefined {
    const outOfReach = [...this.#sessions.values()].filter((session) => session.isCounted && session.isOutOfReach);
    return outOfReach.sort((a, b) => areaOf(b) - areaOf(a))[0];
  }

  /** Whether a video that was out of reach is still there and still unstyled: a capture must never show an overlay. */
  mayBeCaptured(session: VideoSession): boolean {
    const isHere = this.#sessions.get(session.video) === session;
    return isHere && session.overlay === 'none' && session.fault !== 'drm';
  }

  #setLeaving(isLeaving: boolean): void {
    this.#isLeaving = isLeaving;
    for (const session of this.#sessions.values()) session.setLeaving(isLeaving);
  }

  #beat(): void {
    if (!isExtensionAlive()) {
      this.stop();
      return;
    }
    this.#rescan();
    for (const session of this.#sessions.values()) {
      session.beat();
      // Its attention may have changed.
      if (session.slot.requestsSlot) this.#slots.update(session.slot);
    }
  }

  /** Walks the document. The pause until the next walk grows with its duration, so that huge pages do not slow down. */
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
