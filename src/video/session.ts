/** One video's restyling: the state machine of `states.ts`, and what is done about the page in each state. */
import type { Carrier, Fault, Figures, FramePayload, Look } from '../link/messages';
import { isExtensionAlive } from './attachment';
import { Backoff, Patience } from './backoff';
import { isReadable } from './capture';
import { boxOf } from './dom';
import { Extras } from './extras';
import { FramePump } from './frame-pump';
import type { FullscreenStage } from './fullscreen-stage';
import { LagWatch } from './lag-watch';
import { Screen } from './screen';
import { DUTIES, type Event, nextState, type State } from './states';
import { twinAddress } from './twin-source';
import { measureShown, ViewMeter } from './view';
import { VideoWatch } from './watch';

/** Evictions within a minute after which the page has the last word. */
const MOST_EVICTIONS = 5;
/** A frame that takes longer than this was lost on the way: the first one may have to wait for shaders to be compiled. */
const LOST_FRAME_MS = 60_000;

/** Unseen for longer than this, a video gives back what it holds of the GPU. */
const MOST_RESTING_MS = 30_000;

/** In a sandboxed document the overlay has an origin of its own too, and never finds the service worker. */
const isSandboxed = (): boolean => self.origin === 'null' && /^(https?:|about:srcdoc)/.test(location.href);

export class Session {
  readonly video: HTMLVideoElement;
  readonly extras: Extras;
  readonly #stage: FullscreenStage;
  readonly #changed: (session: Session) => void;
  readonly #watch: VideoWatch;
  readonly #pump: FramePump<HTMLVideoElement>;
  readonly #meter: ViewMeter;
  readonly #lag = new LagWatch(() => this.#fadeOut());
  readonly #backoff = new Backoff();
  readonly #evictions = new Patience(MOST_EVICTIONS, 60_000);
  #look: Look;
  #state: State = 'idle';
  #screen: Screen | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #fault: Fault | null = null;
  #figures: Figures | null = null;
  #restingSince = 0;
  #isOriginalShown = false;
  #closing: 'off' | 'gone' = 'gone';
  #media: readonly string[];
  /** The page may not read this video's picture; it comes from a twin. */
  #isForeign = false;

  /**
   * @param media hosts whose videos may be loaded a second time where the page may not read them
   * @param changed told whenever the state has changed
   */
  constructor(
    video: HTMLVideoElement,
    look: Look,
    media: readonly string[],
    stage: FullscreenStage,
    changed: (session: Session) => void,
  ) {
    this.video = video;
    this.#media = media;
    this.#look = look;
    this.#stage = stage;
    this.#changed = changed;
    this.#meter = new ViewMeter(video);
    this.extras = new Extras(video, () => this.check());
    this.#pump = new FramePump(video, (_, carrier) => this.#take(carrier), {
      send: (message, transfer) => this.#screen?.send(message, transfer),
      displayed: (serial) => this.#lag.displayed(serial),
      presented: ({ serial, takenAt }) => {
        this.#lag.presented(serial, takenAt);
        this.#raise('presented');
      },
      failed: (fault) => this.#fail(fault),
    });
    this.#watch = new VideoWatch(video, {
      changed: () => this.check(),
      source: () => {
        this.#pump.interrupt();
        this.#raise('source');
        // Where the next one comes from is not known yet.
        if (this.#isForeign) this.#raise('unstyleable');
        this.#isForeign = false;
        this.check();
      },
      interrupted: () => {
        this.#pump.interrupt();
        this.#raise('stale');
      },
      looped: () => this.#pump.loop(),
      resized: (isSameShape) => {
        this.#pump.resized();
        if (!isSameShape) this.#raise('stale');
        this.#pump.refresh();
      },
      refreshed: () => {
        this.#pump.refresh();
        this.#reportView();
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

  /** The host's latest figures while frames go. */
  get figures(): Figures | null {
    return DUTIES[this.#state].frames ? this.#figures : null;
  }

  /** Whether there is an overlay, and whether it is to be seen. */
  get overlay(): 'none' | 'hidden' | 'shown' {
    return DUTIES[this.#state].overlay;
  }

  /** Whether the page may not read the picture itself: then it is never handed out either. */
  get isForeign(): boolean {
    return this.#isForeign;
  }

  /** Origin of a video that the page may not read and that is left alone therefore; null for all others. */
  get foreignOrigin(): string | null {
    const origin = this.fault === 'tainted' ? twinAddress(this.video)?.origin : undefined;
    // An address of the page's own that leads elsewhere does not say where to.
    return origin === undefined || origin === self.origin ? null : origin;
  }

  /** Whether the picture cannot be had: the page may not read it, and no twin shows it. */
  get isOutOfReach(): boolean {
    return this.fault === 'tainted' || this.fault === 'not-loaded';
  }

  /** Hosts whose videos may be loaded a second time from now on. */
  setMedia(media: readonly string[]): void {
    this.#media = media;
    if (this.#isForeign && !this.#mayHaveTwin) this.#refuse('tainted');
    else this.retryTwin();
  }

  /** Tries again where the picture could not be had so far; access to it may have been granted since. */
  retryTwin(): void {
    if (this.isOutOfReach && this.#mayHaveTwin) this.#raise('source');
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
    if (this.video.paused || this.video.ended) this.#pump.refresh();
  }

  /** To be called now and then, for what nothing tells of. */
  beat(): void {
    this.check();
    if (this.#state === 'resting' && performance.now() - this.#restingSince > MOST_RESTING_MS)
      this.#raise('unstyleable');
    this.#screen?.overlay.verify();
    this.#reportView();
    const waitingSince = this.#pump.waitingSince;
    if (waitingSince !== null && performance.now() - waitingSince > LOST_FRAME_MS) this.#lose();
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
    if (isSandboxed()) {
      this.#refuse('sandboxed');
      return;
    }
    const isReadableHere = isReadable(this.video);
    this.#isForeign = isReadableHere === false && this.#mayHaveTwin;
    if (isReadableHere || this.#isForeign) this.#raise('styleable');
    else if (isReadableHere === false) this.#refuse('tainted');
  }

  /** In the page, or in a window of its own. */
  get #isSeen(): boolean {
    return this.extras.hasWindow || this.#watch.isSeen;
  }

  get #mayHaveTwin(): boolean {
    const host = twinAddress(this.video)?.hostname;
    return host !== undefined && this.#media.includes(host);
  }

  #take(carrier: Carrier): Promise<FramePayload> {
    return this.#screen ? this.#screen.take(carrier) : Promise.reject(new Error('Nothing is shown.'));
  }

  #fail(fault: Fault): void {
    // A readable video became a foreign one.
    if (fault === 'tainted' && !this.#isForeign && this.#mayHaveTwin) this.#raise('unstyleable');
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
    this.#pump.distrust();
    this.#raise('stale');
    this.#pump.refresh();
  }

  #evict(): void {
    if (this.#evictions.bears()) this.#lose();
    else this.#refuse('internal');
  }

  #raise(event: Event): void {
    const before = this.#state;
    this.#state = nextState(before, event);
    if (this.#state === before) return;
    this.#enter(before);
    this.#changed(this);
  }

  #enter(before: State): void {
    const { overlay, frames } = DUTIES[this.#state];
    clearTimeout(this.#retry);
    if (before === 'showing') this.#lag.reset();
    if (overlay === 'none') this.#detach();
    if (overlay === 'hidden') this.#screen?.overlay.hide();
    if (overlay === 'shown' && !this.#isOriginalShown) this.#screen?.overlay.show();
    if (this.#state === 'ready' && before === 'attaching') this.#backoff.reset();
    if (this.#state === 'resting') {
      this.#restingSince = performance.now();
      this.#pump.interrupt();
      this.#reportView();
    }
    if (frames) this.#pump.start();
    else this.#pump.stop();
    if (this.#state === 'lost') this.#retry = setTimeout(() => this.#again(), this.#backoff.next());
    if (this.#state === 'attaching') this.#attach();
  }

  /** Tells the host what the video's share of the GPU is to be reckoned by. */
  #reportView(): void {
    if (!this.#screen || this.#state === 'attaching') return;
    const rates = this.#meter.read(this.#pump.takeChanging());
    const shown = measureShown(boxOf(this.video), window);
    const seen = this.extras.withWindow(this.#watch.isSeen ? shown : { ...shown, area: 0 });
    this.#screen.send({ type: 'view', view: { ...rates, ...seen } });
  }

  #again(): void {
    if (!isExtensionAlive()) return;
    this.#raise('retry');
    this.check();
  }

  #attach(): void {
    this.#pump.reset();
    this.#lag.reset();
    this.#figures = null;
    try {
      this.#screen = new Screen(this.video, this.#stage, () => this.#look, this.#isForeign, {
        ready: () => {
          this.extras.use(this.#screen);
          this.#raise('ready');
          this.check();
        },
        pace: (every) => {
          this.#pump.setPace(every);
          this.#raise(every === 0 ? 'hold' : 'release');
          this.check();
        },
        acknowledged: (id, presented) => this.#pump.acknowledge(id, presented),
        figures: (figures) => {
          this.#figures = figures;
        },
        fault: (fault, fatal) => {
          if (fatal) this.#refuse(fault);
          else this.#doubt();
        },
        gone: () => this.#lose(),
        evicted: () => this.#evict(),
      });
    } catch {
      this.#lose();
      return;
    }
    this.#screen.overlay.insert();
    this.extras.use(this.#screen);
  }

  #detach(): void {
    this.#pump.reset();
    this.#screen?.close(this.#state === 'closed' ? this.#closing : 'gone');
    this.#screen = null;
    this.extras.use(null);
  }
}
