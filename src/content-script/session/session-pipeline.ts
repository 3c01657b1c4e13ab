/** Makes and removes the pipeline of one video's session, and turns what it reports into events of the session's machine. */
import type { Fault } from '../../protocol/faults';
import type { Look, Stats } from '../../protocol/page-host';
import type { StartStep } from '../../protocol/runtime';
import { log } from '../../util/log';
import type { FullscreenStage } from '../overlay/fullscreen-stage';
import { noteUnansweredOverlay } from '../page/overlay-reach';
import type { PixelAccess } from './pixel-access';
import type { PlayerControls } from './player-controls';
import type { Recovery } from './recovery';
import { type PipelineEvent, RestylePipeline } from './restyle-pipeline';
import type { SessionMachine } from './session-machine';

/** Fatal faults of the host after which the session retries. */
const PASSING: readonly Fault[] = ['full', 'device-lost'];

/** Parts of a session that its pipeline works with. */
export interface SessionParts {
  readonly stage: FullscreenStage;
  readonly access: PixelAccess;
  readonly machine: SessionMachine;
  readonly recovery: Recovery;
  readonly controls: PlayerControls;
  readonly look: () => Look;
  /** Examines the video again. */
  readonly check: () => void;
}

export class SessionPipeline {
  readonly #video: HTMLVideoElement;
  readonly #parts: SessionParts;
  #current: RestylePipeline | null = null;
  #stats: Stats | null = null;
  #step: StartStep = 'connecting';

  constructor(video: HTMLVideoElement, parts: SessionParts) {
    this.#video = video;
    this.#parts = parts;
  }

  /** Null while the session needs none. */
  get current(): RestylePipeline | null {
    return this.#current;
  }

  /** The host's latest stats; null before the first ones. */
  get stats(): Stats | null {
    return this.#stats;
  }

  /** The step to the first picture; null where one was shown. */
  get step(): StartStep | null {
    return this.#stats ? null : this.#step;
  }

  /** Makes a pipeline and inserts its overlay. */
  attach(): void {
    const { access, controls, look, machine, stage } = this.#parts;
    this.#stats = null;
    this.#step = 'connecting';
    machine.forgetHost();
    try {
      const report = (event: PipelineEvent) => this.#react(event);
      this.#current = new RestylePipeline(this.#video, stage, look, access.isForeign, report);
    } catch (error) {
      log('session', 'The overlay cannot be made', error);
      machine.lose();
      return;
    }
    this.#current.overlay.insert();
    controls.use(this.#current);
  }

  detach(reason: 'off' | 'gone'): void {
    this.#current?.close(reason);
    this.#current = null;
    this.#parts.controls.use(null);
  }

  #react(event: PipelineEvent): void {
    const { access, check, controls, look, machine, recovery } = this.#parts;
    switch (event.type) {
      case 'drawing':
        this.#step = 'drawing';
        break;
      case 'ready':
        this.#step = 'compiling';
        controls.use(this.#current);
        machine.begin();
        check();
        break;
      case 'pace':
        machine.setTooSlow(event.every === 0);
        check();
        break;
      case 'presented':
        machine.raise('presented');
        break;
      case 'stale':
        // A late picture fades out; the next one in time shows at once.
        this.#current?.overlay.hide(true);
        machine.raise('stale');
        break;
      case 'stats':
        this.#stats = event.stats;
        break;
      case 'failed':
        // A readable video that became foreign goes on with a proxy video.
        if (event.fault === 'tainted' && !access.isForeign && access.mayUseProxyVideo) machine.raise('unstyleable');
        else machine.refuse(event.fault);
        break;
      case 'fault':
        // A lost GPU mostly comes back at once. Name it as the reason only after the first attempt has failed.
        if (event.fatal && event.fault === 'device-lost' && recovery.isFirst) machine.lose();
        else if (event.fatal && PASSING.includes(event.fault)) machine.lose(event.fault);
        else if (event.fault === 'bad-style') machine.setBadStyle(look().style);
        else if (event.fatal) machine.refuse(event.fault);
        else machine.raise('stale');
        if (!event.fatal && event.fault !== 'bad-style') this.#current?.redraw();
        break;
      case 'unreachable':
        if (noteUnansweredOverlay()) {
          // The next pipeline takes a bridge.
          machine.raise('unstyleable');
          check();
        } else machine.lose();
        break;
      case 'gone':
      case 'reloaded':
        machine.lose();
        break;
      case 'evicted':
        if (recovery.toleratesEviction()) machine.lose();
        else machine.refuse('internal');
        break;
    }
  }
}
