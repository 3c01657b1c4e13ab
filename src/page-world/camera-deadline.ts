/** Whether others see the camera or its styled pictures, decided with every frame of the camera. */
import { Backoff } from '../util/backoff';

/** The longest that others wait for a picture, unless the camera itself is slower. */
const PATIENCE_MS = 100;
/**
 * Sound goes untouched. Pictures bear the time of their frames, but the far end holds sound back for late ones slowly and
 * only in part: so much, in the mean, lips may be behind the voice.
 */
const MOST_LAG_MS = 40;
/** One is drawn, one waits, and one more takes its place: the newest is what others should see. */
const MOST_IN_FLIGHT = 3;
/** Pictures in a row that have to come in time before any is shown. */
const TIMELY_TO_BEGIN = 3;
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 30_000;
/** Styled for so long, the next rest is a short one again. */
const SETTLED_MS = 10_000;
/** A camera that pauses is not a slow one. */
const LONGEST_INTERVAL_MS = 1000;
/** Weight of the newest value in the running means. */
const NEWEST_INTERVAL = 0.2;
const NEWEST_LAG = 0.1;

/** What becomes of a camera frame. */
export interface Verdict {
  /** The number to send it to the host by; null where it is not sent. */
  id: number | null;
  /** Others see it untouched. */
  pass: boolean;
}

/**
 * Resting, the host gets no frames; trying, it gets them while others see the camera; styled, others see its pictures.
 * Late is a picture that is still missing at the last camera frame before others would have waited for longer than 100 ms,
 * or than one interval of a slower camera: from that very frame on they see the camera, for a time that doubles from 0.5 s
 * up to 30 s. So they do when pictures come in time but on average more than 40 ms after their frames, unless the camera is
 * slower than ten frames a second. The camera's frames are the clock, because timers are slowed down in hidden tabs. Times in ms on any one clock.
 */
export class CameraDeadline {
  readonly #rests = new Backoff(FIRST_REST_MS, LONGEST_REST_MS);
  readonly #inFlight = new Map<number, { timestamp: number; sentAt: number }>();
  #phase: 'resting' | 'trying' | 'styled' = 'resting';
  #nextId = 0;
  #timely = 0;
  #restUntil = 0;
  #styledSince = 0;
  /** How long after its frame the usual picture comes. */
  #lagMs = 0;
  /** When the last picture came in time; null where none did since the last rest. */
  #answeredAt: number | null = null;
  /** Since when others wait for a picture; null while none is on its way. */
  #waitingSince: number | null = null;
  #lastTimestamp: number | null = null;
  #intervalMs: number | null = null;

  /** @param timestamp the frame's own, in microseconds */
  frame(timestamp: number, now: number): Verdict {
    this.#measure(timestamp);
    if (this.#isLate(now)) this.#rest(now);
    const mayTry = this.#inFlight.size === 0 && this.#intervalMs !== null && now >= this.#restUntil;
    if (this.#phase === 'resting' && mayTry) this.#phase = 'trying';
    const pass = this.#phase !== 'styled';
    if (this.#phase === 'resting' || this.#inFlight.size >= MOST_IN_FLIGHT) return { id: null, pass };
    this.#waitingSince ??= this.#answeredAt === null ? now : Math.max(this.#answeredAt, now - (this.#intervalMs ?? 0));
    const id = this.#nextId++;
    this.#inFlight.set(id, { timestamp, sentAt: now });
    return { id, pass };
  }

  /**
   * The host is done with frame `id`: it has a picture of it, or has `dropped` it.
   * @returns the timestamp to show the picture by; null where it is not to be shown
   */
  answered(id: number, dropped: boolean, now: number): number | null {
    const frame = this.#inFlight.get(id);
    if (!frame) return null;
    this.#inFlight.delete(id);
    // Whoever waits goes on waiting where nothing came of a frame.
    if (this.#phase === 'resting' || dropped) return null;
    const lag = now - frame.sentAt;
    const isTrial = this.#phase === 'trying';
    this.#lagMs = isTrial ? lag : this.#lagMs + NEWEST_LAG * (lag - this.#lagMs);
    const isTrialOver = isTrial && ++this.#timely === TIMELY_TO_BEGIN;
    if (lag > this.#patienceMs || ((!isTrial || isTrialOver) && this.#lagMs > this.#mostLagMs)) {
      this.#rest(now);
      return null;
    }
    this.#answeredAt = now;
    this.#waitingSince = this.#inFlight.size > 0 ? now : null;
    if (isTrial && !isTrialOver) return null;
    if (isTrialOver) {
      this.#phase = 'styled';
      this.#styledSince = now;
    }
    return frame.timestamp;
  }

  /** Begins anew, without a rest: whatever was in flight is of no consequence. */
  reset(): void {
    this.#inFlight.clear();
    this.#rests.reset();
    this.#restUntil = 0;
    this.#becomeResting();
  }

  get #patienceMs(): number {
    return Math.max(PATIENCE_MS, this.#intervalMs ?? 0);
  }

  get #mostLagMs(): number {
    return this.#patienceMs > PATIENCE_MS ? this.#patienceMs : MOST_LAG_MS;
  }

  /** Whether others would wait too long if they were shown nothing until the camera's next frame. */
  #isLate(now: number): boolean {
    return this.#waitingSince !== null && now - this.#waitingSince + (this.#intervalMs ?? 0) >= this.#patienceMs;
  }

  #rest(now: number): void {
    if (this.#phase === 'styled' && now - this.#styledSince >= SETTLED_MS) this.#rests.reset();
    this.#restUntil = now + this.#rests.next();
    this.#becomeResting();
  }

  #becomeResting(): void {
    this.#phase = 'resting';
    this.#timely = 0;
    this.#answeredAt = null;
    this.#waitingSince = null;
  }

  #measure(timestamp: number): void {
    const last = this.#lastTimestamp;
    this.#lastTimestamp = timestamp;
    if (last === null || timestamp <= last) return;
    const interval = Math.min(LONGEST_INTERVAL_MS, (timestamp - last) / 1000);
    this.#intervalMs =
      this.#intervalMs === null ? interval : this.#intervalMs + NEWEST_INTERVAL * (interval - this.#intervalMs);
  }
}
