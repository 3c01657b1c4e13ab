/** One video's restyling: the state machine of `states.ts`, and what is done about the page in each state. */
import type { Fault } from '../../protocol/faults';
import type { Look, Stats } from '../../protocol/page-host';
import { log } from '../../util/log';
import type { FullscreenStage } from '../overlay/fullscreen-stage';
import { PixelAccess } from './pixel-access';
import { PlayerControls } from './player-controls';
import { Recovery } from './recovery';
import { RestylePipeline } from './restyle-pipeline';
import { SourceWatch } from './source-watch';
import { DUTIES, nextState, type SessionEvent, type SessionState } from './states';

/** Unseen for longer than this, a video gives back what it holds of the GPU. */
const MOST_RESTING_MS = 30_000;

export class VideoSession {
  readonly video: HTMLVideoElement;
  readonly controls: PlayerControls;
  readonly #stage: FullscreenStage;
  readonly #changed: (session: VideoSession) => void;
  readonly #watch: SourceWatch;
  readonly #reach: PixelAccess;
  readonly #recovery = new Recovery(() => {
    this.#raise('retry');
    this.check();
  });
  #look: Look;
  #state: SessionState = 'idle';
  #screen: RestylePipeline | null = null;
  #fault: Fault | null = null;
  #stats: Stats | null = null;
  #restingSince = 0;
  #isOriginalShown = false;
  #closing: 'off' | 'gone' = 'gone';

  /**
   * @param media hosts whose videos may be loaded a second time where the page may not read them
   * @param changed told whenever the state has changed
   */
  constructor(
    video: HTMLVideoElement,
    look: Look,
    media: readonly string[],
    stage: FullscreenStage,
    changed: (session: VideoSession) => void,
  ) {
    this.video = video;
    this.#look = look;
    this.#stage = stage;
    this.#changed = changed;
    this.#reach = new PixelAccess(video, media);
    this.controls = new PlayerControls(video, () => this.check());
    this.#watch = new SourceWatch(video, {
      changed: () => this.check(),
      source: () => {
        this.#screen?.frames.interrupt();
        this.#raise('source');
        if (this.isForeign) this.#raise('unstyleable');
        this.#reach.forget();
        this.check();
      },
      interrupted: () => {
        this.#screen?.frames.interrupt();
        this.#raise('stale');
      },
      looped: () => this.#screen?.frames.loop(),
      resized: (isSameShape) => {
        this.#screen?.frames.resized();
        if (!isSameShape) this.#raise('stale');
        this.#screen?.frames.refresh();
      },
      refreshed: () => {
        this.#screen?.frames.refresh();
        this.#report();
      },
    });
    this.check();
  }

  get isCounted(): boolean {
    return this.#watch.isLarge && (this.#watch.hasPicture || this.#state === 'refused');
  }

  /** Why the video is not being styled; null while it is, or nothing is known against it. */
  get fault(): Fault | null {
    if (this.#state === 'waiting') return 'too-slow';
    return this.#state === 'refused' || this.#state === 'lost' ? this.#fault : null;
  }

  /** The host's latest statistics while frames go. */
  get stats(): Stats | null {
    return DUTIES[this.#state].frames ? this.#stats : null;
  }

  /** Whether there is an overlay, and whether it is to be seen. */
  get overlay(): 'none' | 'hidden' | 'shown' {
    return DUTIES[this.#state].overlay;
  }

  /** Whether the page may not read the picture itself: then it is never handed out either. */
  get isForeign(): boolean {
    return this.#reach.isForeign;
  }

  /** Origin of a video that the page may not read and that is left alone therefore; null for all others. */
  get foreignOrigin(): string | null {
    return this.fault === 'tainted' ? this.#reach.foreignOrigin : null;
  }

  /** Whether the picture cannot be had: the page may not read it, and no twin shows it. */
  get isOutOfReach(): boolean {
    return this.fault === 'tainted' || this.fault === 'not-loaded';
  }

  /** Hosts whose videos may be loaded a second time from now on. */
  setMedia(media: readonly string[]): void {
    this.#reach.setMedia(media);
    if (this.isForeign && !this.#reach.mayUseProxyVideo) this.#refuse('tainted');
    else this.retryProxyVideo();
  }

  /** Tries again where the picture could not be had so far; access to it may have been granted since. */
  retryProxyVideo(): void {
    if (this.isOutOfReach && this.#reach.mayUseProxyVideo) this.#raise('source');
    this.check();
  }

  /** Lets the user see the video itself for a while; the overlay is kept up to date underneath. */
  showOriginal(isShown: boolean): void {
    this.#isOriginalShown = isShown;
    if (DUTIES[this.#state].overlay !== 'shown') return;
    if (isShown) this.#screen?.overlay.hide();
    else this.#screen?.overlay.show();
  }

  setLook(look: Look): void {
    this.#look = look;
    this.#screen?.send({ type: 'look', look });
    if (this.video.paused || this.video.ended) this.#screen?.frames.refresh();
  }

  /** To be called now and then, for what nothing tells of. */
  beat(): void {
    this.check();
    if (this.#state === 'resting' && performance.now() - this.#restingSince > MOST_RESTING_MS)
      this.#raise('unstyleable');
    this.#screen?.overlay.verify();
    this.#report();
    if (this.#screen?.hasLostFrame) this.#lose();
  }

  /** Looks at the video anew; to be called on every change. */
  check(): void {
    if (this.#watch.isProtected) {
      this.#refuse('drm');
      return;
    }
    if (this.#watch.isHopeless) this.#raise('unstyleable');
    this.#raise(this.#isSeen ? 'seen' : 'unseen');
    if (this.#state === 'idle' && this.#watch.isLarge && this.#watch.hasPicture && this.#isSeen) this.#begin();
    this.#screen?.overlay.check();
  }

  /** Ends the session; the page is as it was. */
  close(reason: 'off' | 'gone'): void {
    this.#closing = reason;
    this.#raise('close');
    this.#watch.stop();
  }

  #begin(): void {
    const found = this.#reach.find();
    if (found === 'reached') this.#raise('styleable');
    else if (found) this.#refuse(found);
  }

  /** In the page, or in a window of its own. */
  get #isSeen(): boolean {
    return this.controls.hasWindow || this.#watch.isSeen;
  }

  #fail(fault: Fault): void {
    // A readable video became a foreign one.
    if (fault === 'tainted' && !this.isForeign && this.#reach.mayUseProxyVideo) this.#raise('unstyleable');
    else this.#refuse(fault);
  }

  #refuse(fault: Fault): void {
    this.#fault = fault;
    this.#raise('refuse');
  }

  #lose(): void {
    this.#fault = 'host-gone';
    this.#raise('gone');
  }

  /** The picture is late: it goes gently, and the next one in time shows at once. */
  #fadeOut(): void {
    this.#screen?.overlay.hide(true);
    this.#raise('stale');
  }

  /** The picture on the overlay may have gone with whatever was lost. */
  #doubt(): void {
    this.#screen?.frames.distrust();
    this.#raise('stale');
    this.#screen?.frames.refresh();
  }

  #evict(): void {
    if (this.#recovery.bearsEviction()) this.#lose();
    else this.#refuse('internal');
  }

  #raise(event: SessionEvent): void {
    const before = this.#state;
    this.#state = nextState(before, event);
    if (this.#state === before) return;
    log('session', `${before} -> ${this.#state} (${event})`, this.video, this.#fault ?? '');
    this.#enter(before);
    this.#changed(this);
  }

  #enter(before: SessionState): void {
    const { overlay, frames } = DUTIES[this.#state];
    this.#recovery.cancel();
    if (before === 'showing') this.#screen?.forgetLag();
    if (overlay === 'none') this.#detach();
    if (overlay === 'hidden') this.#screen?.overlay.hide();
    if (overlay === 'shown' && !this.#isOriginalShown) this.#screen?.overlay.show();
    if (this.#state === 'ready' && before === 'attaching') this.#recovery.succeed();
    if (this.#state === 'resting') {
      this.#restingSince = performance.now();
      this.#screen?.frames.interrupt();
      this.#report();
    }
    if (frames) this.#screen?.frames.start();
    else this.#screen?.frames.stop();
    if (this.#state === 'lost') this.#recovery.schedule();
    if (this.#state === 'attaching') this.#attach();
  }

  /** Tells the host how much of the video is to be seen. */
  #report(): void {
    if (this.#state !== 'attaching') this.#screen?.report(this.controls.measure(this.#watch.isSeen));
  }

  #attach(): void {
    this.#stats = null;
    try {
      this.#screen = new RestylePipeline(this.video, this.#stage, () => this.#look, this.isForeign, {
        ready: () => {
          this.controls.use(this.#screen);
          this.#raise('ready');
          this.check();
        },
        affordable: (isAffordable) => {
          this.#raise(isAffordable ? 'release' : 'hold');
          this.check();
        },
        presented: () => this.#raise('presented'),
        late: () => this.#fadeOut(),
        failed: (fault) => this.#fail(fault),
        stats: (stats) => {
          this.#stats = stats;
        },
        fault: (fault, fatal) => {
          if (fatal) this.#refuse(fault);
          else this.#doubt();
        },
        gone: () => this.#lose(),
        evicted: () => this.#evict(),
      });
    } catch (error) {
      log('session', 'The overlay cannot be made', error);
      this.#lose();
      return;
    }
    this.#screen.overlay.insert();
    this.controls.use(this.#screen);
  }

  #detach(): void {
    this.#screen?.close(this.#state === 'closed' ? this.#closing : 'gone');
    this.#screen = null;
    this.controls.use(null);
  }
}
