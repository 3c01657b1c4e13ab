/** Decides at every camera frame whether others in the call see the camera or its styled pictures. */
import { Backoff } from '../util/backoff';

/** Longest wait for a picture, unless the camera itself is slower. */
const PATIENCE_MS = 100;
/**
 * Largest acceptable mean lag of the picture behind the sound, which is not delayed here. Pictures carry the timestamps of
 * their frames, but receivers delay the sound of late pictures only slowly and in part.
 */
const MOST_LAG_MS = 40;
/** Largest number of frames in flight: one is drawn, one waits, and a newer one may replace the waiting one. */
const MOST_IN_FLIGHT = 3;
/** Number of consecutive pictures that must come in time before the first is shown. */
const TIMELY_TO_BEGIN = 3;
/** Number of suspensions in a row, from a start, that do not count as too late: the host still compiles. */
const PARDONED = 2;
const FIRST_SUSPENSION_MS = 500;
const LONGEST_SUSPENSION_MS = 30_000;
/** After styling for this long the next suspension is short again. */
const SETTLED_MS = 10_000;
/** Longest interval that enters the mean. A longer one is a pause. */
const LONGEST_INTERVAL_MS = 1000;
/** Weight of the newest value in the running means. */
const NEWEST_INTERVAL = 0.2;
const NEWEST_LAG = 0.1;

/** Decision on one camera frame. */
export interface Verdict {
  /** Number under which to send it to the host; null: do not send it. */
  id: number | null;
  /** Whether others see it unchanged. */
  pass: boolean;
}

/**
 * Has three phases. In `suspended` the host gets no frames and others see the camera. In `probing` the host gets frames, but
 * others still see the camera. In `styled` others see the styled pictures.
 *
 * Others should never wait longer than 100 ms for a picture, or than one frame interval of a slower camera. If that would
 * happen before the next camera frame, the phase becomes `suspended`, at first for 0.5 s and then for twice as long each
 * time, up to 30 s. The same happens if pictures come more than 40 ms after their frames on average, unless the camera is
 * slower than ten frames a second. Camera frames serve as the clock, because timers are slow in hidden tabs. Times are in ms,
 * all on the same clock.
 */
export class CameraDeadline {
  readonly #suspensions = new Backoff(FIRST_SUSPENSION_MS, LONGEST_SUSPENSION_MS);
  readonly #inFlight = new Map<number, { timestamp: number; sentAt: number }>();
  #phase: 'suspended' | 'probing' | 'styled' = 'suspended';
  /** Suspensions that still count as a start. */
  #pardons = PARDONED;
  #nextId = 0;
  #timely = 0;
  #suspendedUntil = 0;
  #styledSince = 0;
  /** Mean lag of a picture behind its frame. */
  #lagMs = 0;
  /** Time of the last picture that came in time; null if none has come since the last suspension. */
  #answeredAt: number | null = null;
  /** Time since which others have been waiting for a picture; null while none is in flight. */
  #waitingSince: number | null = null;
  #lastTimestamp: number | null = null;
  #intervalMs: number | null = null;

  /**
   * Decides on the next camera frame.
   * @param timestamp the frame's own, in microseconds
   */
  frame(timestamp: number, now: number): Verdict {
    this.#measure(timestamp);
    if (this.#isLate(now)) this.#suspend(now);
    const mayProbe = this.#inFlight.size === 0 && this.#intervalMs !== null && now >= this.#suspendedUntil;
    if (this.#phase === 'suspended' && mayProbe) this.#phase = 'probing';
    const pass = this.#phase !== 'styled';
    if (this.#phase === 'suspended' || this.#inFlight.size >= MOST_IN_FLIGHT) return { id: null, pass };
    this.#waitingSince ??= this.#answeredAt === null ? now : Math.max(this.#answeredAt, now - (this.#intervalMs ?? 0));
    const id = this.#nextId++;
    this.#inFlight.set(id, { timestamp, sentAt: now });
    return { id, pass };
  }

  /**
   * Records that the host is done with frame `id`: it sent a picture or `dropped` the frame.
   * @returns the timestamp to show the picture with; null where it must not be shown
   */
  answered(id: number, dropped: boolean, now: number): number | null {
    const frame = this.#inFlight.get(id);
    if (!frame) return null;
    this.#inFlight.delete(id);
    // Others keep waiting where a frame brought no picture.
    if (this.#phase === 'suspended' || dropped) return null;
    const lag = now - frame.sentAt;
    const isProbe = this.#phase === 'probing';
    this.#lagMs = isProbe ? lag : this.#lagMs + NEWEST_LAG * (lag - this.#lagMs);
    const isProbeDone = isProbe && ++this.#timely === TIMELY_TO_BEGIN;
    if (lag > this.#patienceMs || ((!isProbe || isProbeDone) && this.#lagMs > this.#mostLagMs)) {
      this.#suspend(now);
      return null;
    }
    this.#answeredAt = now;
    this.#waitingSince = this.#inFlight.size > 0 ? now : null;
    if (isProbe && !isProbeDone) return null;
    if (isProbeDone) {
      this.#phase = 'styled';
      this.#styledSince = now;
      this.#pardons = 0;
    }
    return frame.timestamp;
  }

  /** Pictures that others see: `styled` ones, or the camera's, because styled ones came too `late` or are only awaited. */
  get shown(): 'styled' | 'late' | 'waiting' {
    if (this.#phase === 'styled') return 'styled';
    return this.#pardons < 0 ? 'late' : 'waiting';
  }

  /** Starts over at once and forgets the frames in flight. */
  reset(): void {
    this.#inFlight.clear();
    this.#suspensions.reset();
    this.#suspendedUntil = 0;
    this.#pardons = PARDONED;
    this.#enterSuspended();
  }

  get #patienceMs(): number {
    return Math.max(PATIENCE_MS, this.#intervalMs ?? 0);
  }

  get #mostLagMs(): number {
    return this.#patienceMs > PATIENCE_MS ? this.#patienceMs : MOST_LAG_MS;
  }

  /** Whether others would wait too long if nothing was shown until the camera's next frame. */
  #isLate(now: number): boolean {
    return this.#waitingSince !== null && now - this.#waitingSince + (this.#intervalMs ?? 0) >= this.#patienceMs;
  }

  #suspend(now: number): void {
    if (this.#phase === 'styled' && now - this.#styledSince >= SETTLED_MS) this.#suspensions.reset();
    this.#suspendedUntil = now + this.#suspensions.next();
    this.#pardons--;
    this.#enterSuspended();
  }

  #enterSuspended(): void {
    this.#phase = 'suspended';
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
