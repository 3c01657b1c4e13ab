/** Holds the state of one video's session, and the reason why the video is not restyled. */
import type { Fault } from '../../protocol/faults';
import { DUTIES, type Duties, nextState, type SessionEvent, type SessionState } from './states';

export class SessionMachine {
  readonly #entered: (before: SessionState, event: SessionEvent) => void;
  #state: SessionState = 'idle';
  /** Reason of the latest refusal or loss. */
  #fault: Fault | null = null;
  #slotFault: Fault | null = null;
  /** Reason of the latest loss, until the host is there again. */
  #lossFault: Fault | null = null;
  #isTooSlow = false;
  /** The style that failed to load. */
  #badStyle: string | null = null;
  #isUnwanted = false;

  /** @param entered called after each change of the state, with the state before it */
  constructor(entered: (before: SessionState, event: SessionEvent) => void) {
    this.#entered = entered;
  }

  get state(): SessionState {
    return this.#state;
  }

  get duties(): Duties {
    return DUTIES[this.#state];
  }

  /** Why the video is not restyled; null while it is, or while no reason is known. */
  get fault(): Fault | null {
    if (this.#state === 'throttled' && this.#isUnwanted) return 'unwanted';
    if (this.#state === 'throttled') return this.#badStyle === null ? 'too-slow' : 'bad-style';
    if (this.#state === 'queued') return this.#slotFault ?? this.#lossFault;
    // An attempt may take seconds, in which the reason still holds.
    if (this.#state === 'attaching') return this.#lossFault;
    return this.#state === 'refused' || this.#state === 'reconnecting' ? this.#fault : null;
  }

  raise(event: SessionEvent): void {
    const before = this.#state;
    this.#state = nextState(before, event);
    if (this.#state !== before) this.#entered(before, event);
  }

  /** Stops restyling the video until it has another source. */
  refuse(fault: Fault): void {
    this.#fault = fault;
    this.raise('refuse');
  }

  /** Records that the overlay is lost. The session retries by itself. */
  lose(fault: Fault = 'host-gone'): void {
    this.#fault = fault;
    this.#lossFault = fault === 'host-gone' ? null : fault;
    this.raise('gone');
  }

  grantSlot(): void {
    this.#slotFault = null;
    this.raise('granted');
  }

  denySlot(why: Fault | null): void {
    this.#slotFault = why;
    this.raise('revoked');
  }

  /** Records whether the GPU is too slow for this video. The host draws nothing then, and no frames are sent. */
  setTooSlow(isTooSlow: boolean): void {
    this.#isTooSlow = isTooSlow;
    this.#updateThrottle();
  }

  /** Records that the host cannot load this style and draws nothing. */
  setBadStyle(style: string): void {
    this.#badStyle = style;
    this.#updateThrottle();
  }

  /** Records the user's choice of a style, which ends the fault of another style. */
  useStyle(style: string): void {
    if (style === this.#badStyle) return;
    this.#badStyle = null;
    this.#updateThrottle();
  }

  /** Whether the user switched this one video off. */
  get isUnwanted(): boolean {
    return this.#isUnwanted;
  }

  /** Switches this one video off or on again. No frames are sent while it is off, whatever its host or its source. */
  setUnwanted(isUnwanted: boolean): void {
    this.#isUnwanted = isUnwanted;
    this.#updateThrottle();
  }

  /** The host is there. */
  begin(): void {
    this.#lossFault = null;
    this.raise('ready');
    this.#updateThrottle();
  }

  /** Forgets the reports of an earlier host. */
  forgetHost(): void {
    this.#isTooSlow = false;
    this.#badStyle = null;
  }

  #updateThrottle(): void {
    const isThrottled = this.#isTooSlow || this.#badStyle !== null || this.#isUnwanted;
    this.raise(isThrottled ? 'throttle' : 'unthrottle');
  }
}
