/** Restyles one video: runs the state machine of `states.ts` and brings the page in line with each state. */
import type { Fault } from '../../protocol/faults';
import type { Look, Stats } from '../../protocol/page-host';
import type { StartStep } from '../../protocol/runtime';
import { log } from '../../util/log';
import type { FullscreenStage } from '../overlay/fullscreen-stage';
import { playsOwnCamera } from '../page/own-camera';
import { PixelAccess } from './pixel-access';
import { PlayerControls } from './player-controls';
import type { PointerPlace } from './read-attention';
import { Recovery } from './recovery';
import { SessionMachine } from './session-machine';
import { SessionPipeline } from './session-pipeline';
import { type SourceEvent, SourceWatch } from './source-watch';
import type { SessionEvent, SessionState } from './states';
import { VideoSlot } from './video-slot';

/** A video out of sight for longer than this frees its GPU memory. */
const MOST_SUSPENDED_MS = 30_000;

export class VideoSession {
  readonly video: HTMLVideoElement;
  readonly controls: PlayerControls;
  readonly slot: VideoSlot;
  readonly #changed: (session: VideoSession) => void;
  readonly #watch: SourceWatch;
  readonly #access: PixelAccess;
  readonly #machine = new SessionMachine((before, event) => this.#enter(before, event));
  readonly #recovery = new Recovery(() => {
    this.#machine.raise('retry');
    this.check();
  });
  readonly #pipeline: SessionPipeline;
  #look: Look;
  #suspendedSince = 0;
  #isOriginalShown = false;
  #isLeaving = false;
  #closeReason: 'off' | 'gone' = 'gone';

  /**
   * @param media hostnames whose videos may be loaded a second time where the page may not read them
   * @param changed called whenever the state has changed
   */
  constructor(
    video: HTMLVideoElement,
    look: Look,
    media: readonly string[],
    stage: FullscreenStage,
    pointer: PointerPlace,
    changed: (session: VideoSession) => void,
  ) {
    this.video = video;
    this.#look = look;
    this.#changed = changed;
    this.#access = new PixelAccess(video, media);
    this.controls = new PlayerControls(video, () => this.check());
    this.#pipeline = new SessionPipeline(video, {
      stage,
      access: this.#access,
      machine: this.#machine,
      recovery: this.#recovery,
      controls: this.controls,
      look: () => this.#look,
      check: () => this.check(),
    });
    this.#watch = new SourceWatch(video, (event) => this.#onSourceEvent(event));
    this.slot = new VideoSlot(video, this.#machine, () => this.controls.measure(this.#watch.isSeen).area, pointer);
    this.check();
  }

  /** Whether the popup counts this video: it is large, and has or had a picture, or was refused. */
  get isCounted(): boolean {
    return this.#watch.isLarge && (this.#watch.hasPicture || this.#machine.state !== 'idle');
  }

  /** Why the video is not restyled; null while it is, or while no reason is known. */
  get fault(): Fault | null {
    return this.#machine.fault;
  }

  /** The host's latest stats; null while no frames are sent. */
  get stats(): Stats | null {
    return this.#machine.duties.frames ? this.#pipeline.stats : null;
  }

  /** The step to the first picture; null unless the video is on its way there. */
  get starting(): StartStep | null {
    return ['attaching', 'ready', 'showing'].includes(this.#machine.state) ? this.#pipeline.step : null;
  }

  /** Whether there is an overlay, and whether it is visible. */
  get overlay(): 'none' | 'hidden' | 'shown' {
    return this.#machine.duties.overlay;
  }

  /** Whether the page may not read the picture. Then the extension must not hand it to the page either. */
  get isForeign(): boolean {
    return this.#access.isForeign;
  }

  /** The host's name of the session of a restyled video; undefined where the page may not read it. */
  get readable(): string | undefined {
    return this.isForeign || this.stats === null ? undefined : this.#pipeline.current?.host.session;
  }

  /** Origin of a video that is not restyled because the page may not read it; null for all others. */
  get foreignOrigin(): string | null {
    return this.fault === 'tainted' ? this.#access.foreignOrigin : null;
  }

  /** Whether neither the page nor a proxy video can read the picture. */
  get isOutOfReach(): boolean {
    return this.fault === 'tainted' || this.fault === 'not-loaded';
  }

  /** Sets the hostnames whose videos may be loaded a second time. */
  setMedia(media: readonly string[]): void {
    this.#access.setMedia(media);
    if (this.isForeign && !this.#access.mayUseProxyVideo) this.#machine.refuse('tainted');
    else this.retryProxyVideo();
  }

  /** Tries an unreadable video again: the user may have granted access since. */
  retryProxyVideo(): void {
    if (this.isOutOfReach && this.#access.mayUseProxyVideo) this.#machine.raise('source');
    this.check();
  }

  /** Whether the user switched this video off. */
  get isUnwanted(): boolean {
    return this.#machine.isUnwanted;
  }

  /** Shows this video unchanged, without work for the GPU, or restyles it again. */
  setUnwanted(isUnwanted: boolean): void {
    this.#machine.setUnwanted(isUnwanted);
    this.check();
  }

  /** Shows the video itself while `isShown`. The hidden overlay stays up to date. */
  showOriginal(isShown: boolean): void {
    this.#isOriginalShown = isShown;
    if (this.overlay !== 'shown') return;
    if (isShown) this.#pipeline.current?.overlay.hide();
    else this.#pipeline.current?.overlay.show();
  }

  setLook(look: Look): void {
    this.#look = look;
    this.#pipeline.current?.host.send({ type: 'look', look });
    if (this.video.paused || this.video.ended) this.#pipeline.current?.frames.refresh();
    this.#machine.useStyle(look.style);
  }

  /** Removes the overlay while the page is about to be left. */
  setLeaving(isLeaving: boolean): void {
    this.#isLeaving = isLeaving;
    if (isLeaving) this.#machine.raise('unstyleable');
    else this.check();
  }

  /** Checks for changes that raise no event. Call it about once a second. */
  beat(): void {
    this.check();
    if (this.#machine.state === 'suspended' && performance.now() - this.#suspendedSince > MOST_SUSPENDED_MS) {
      this.#machine.raise('unstyleable');
    }
    this.#pipeline.current?.overlay.verify();
    this.#reportPlayback();
    if (this.#pipeline.current?.hasLostFrame) this.#machine.lose();
  }

  /** Examines the video again; call it after every change. */
  check(): void {
    if (this.#watch.isProtected) {
      this.#machine.refuse('drm');
      return;
    }
    // A stream gets and loses tracks without any event of its video.
    if (playsOwnCamera(this.video)) this.#machine.refuse('own-camera');
    else if (this.fault === 'own-camera') this.#machine.raise('source');
    if (this.#watch.isHopeless) this.#machine.raise('unstyleable');
    this.#machine.raise(this.#isSeen ? 'seen' : 'unseen');
    if (this.#machine.state === 'idle' && this.#isStyleable) this.#begin();
    this.#pipeline.current?.overlay.check();
  }

  /** Ends the session and restores the page. */
  close(reason: 'off' | 'gone'): void {
    this.#closeReason = reason;
    this.#machine.raise('close');
    this.#watch.stop();
  }

  #begin(): void {
    const found = this.#access.find();
    if (found === 'reached') this.#machine.raise('styleable');
    else if (found) this.#machine.refuse(found);
  }

  get #isStyleable(): boolean {
    return !this.#isLeaving && this.#watch.isLarge && this.#watch.hasPicture && this.#isSeen;
  }

  /** Whether the picture is visible in the page or in a window of its own. */
  get #isSeen(): boolean {
    return this.controls.hasWindow || this.#watch.isSeen;
  }

  #onSourceEvent(event: SourceEvent): void {
    this.#pipeline.current?.follow(event);
    if (event === 'source') {
      this.#machine.raise('source');
      if (this.isForeign) this.#machine.raise('unstyleable');
      this.#access.forget();
    }
    if (event === 'reshaped') this.#machine.raise('stale');
    const isNews = event === 'refreshed' || event === 'landed';
    if (event === 'source' || event === 'changed' || isNews) this.check();
    if (isNews) this.#reportPlayback();
  }

  /** Brings pipeline and page in line with the new state. */
  #enter(before: SessionState, event: SessionEvent): void {
    const { state, duties } = this.#machine;
    log('session', `${before} -> ${state} (${event})`, this.video, this.fault ?? '');
    const { overlay, frames } = duties;
    this.#recovery.cancel();
    if (before === 'showing') this.#pipeline.current?.frames.forgetLag();
    if (overlay === 'none') this.#pipeline.detach(state === 'closed' ? this.#closeReason : 'gone');
    if (overlay === 'hidden') this.#pipeline.current?.overlay.hide();
    if (overlay === 'shown' && !this.#isOriginalShown) this.#pipeline.current?.overlay.show();
    if (state === 'ready' && before === 'attaching') this.#recovery.succeed();
    if (state === 'suspended') {
      this.#suspendedSince = performance.now();
      this.#pipeline.current?.frames.interrupt();
      this.#reportPlayback();
    }
    if (frames) this.#pipeline.current?.frames.start();
    else this.#pipeline.current?.frames.stop();
    if (state === 'reconnecting') this.#recovery.schedule();
    if (state === 'attaching') this.#pipeline.attach();
    this.#changed(this);
  }

  #reportPlayback(): void {
    if (this.#machine.state !== 'attaching')
      this.#pipeline.current?.reportPlayback(this.controls.measure(this.#watch.isSeen));
  }
}
