/** One recording of a video as the user started it: asks the host for it, sends the sound, and ends with the video. */
import { canReadTracks } from '../../platform/features';
import type { HostToPage } from '../../protocol/page-host';
import type { VideoSession } from '../session/video-session';
import { SoundTap } from './sound-tap';

export type ClipReport = Omit<Extract<HostToPage, { type: 'recording' }>, 'type'>;

/** Events that end a clip early. The part recorded so far is saved. */
const ENDINGS = ['pause', 'ended', 'emptied'] as const;

export class Clip {
  readonly #session: VideoSession;
  readonly #report: (report: ClipReport) => void;
  readonly #listening = new AbortController();
  #sound: SoundTap | null = null;
  #isOver = false;

  /**
   * @param name of the file, without its ending
   * @param report called as the clip goes on, and once when it is over
   */
  constructor(session: VideoSession, name: string, seconds: number, report: (report: ClipReport) => void) {
    this.#session = session;
    this.#report = report;
    void this.#begin(name, seconds);
  }

  /** Ends the clip. */
  end(isKept: boolean): void {
    this.#session.controls.send({ type: 'stop-recording', isKept });
    if (!this.#isKeptByHost) this.#close({ state: 'failed', seconds: 0 });
  }

  /** Whether there is a host to end it. */
  get #isKeptByHost(): boolean {
    return this.#session.overlay !== 'none';
  }

  async #begin(name: string, seconds: number): Promise<void> {
    const { video, controls } = this.#session;
    // A capture that nothing reads would take the sound from the user in some browsers.
    const sound = canReadTracks() ? await SoundTap.on(video) : null;
    controls.setAnswers((answer) => {
      if (answer === null) this.#close({ state: 'failed', seconds: 0 });
      else if (answer.type === 'recording') this.#hear(answer);
    });
    controls.send({ type: 'record', name, seconds, hasSound: sound !== null });
    this.#sound = sound;
    sound?.start((piece) => controls.send({ type: 'sound', ...piece }, [piece.samples]));
    const { signal } = this.#listening;
    for (const type of ENDINGS) video.addEventListener(type, () => this.end(true), { signal });
  }

  #hear({ state, seconds }: ClipReport): void {
    if (state === 'running') this.#report({ state, seconds });
    else this.#close({ state, seconds });
  }

  #close(report: ClipReport): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listening.abort();
    this.#sound?.close();
    this.#session.controls.setAnswers(null);
    this.#report(report);
  }
}
