/** The part of the bar that shows the progress of a recording, and ends it. */
import { message } from '../../../words/message';
import { inSeconds } from '../../../words/numbers';
import { iconButton, part } from './button';

export interface RecordingEvents {
  /** The user ends the recording, to keep it or to drop it. */
  ended(isKept: boolean): void;
}

export class Recording {
  readonly element = part('div', 'recording');
  readonly #text = part('span', 'time');
  readonly #progress = part('progress', 'progress');

  constructor(events: RecordingEvents) {
    this.element.hidden = true;
    this.#progress.max = 1;
    this.#progress.ariaLabel = message('recording');
    this.element.append(
      part('span', 'dot'),
      this.#text,
      this.#progress,
      iconButton('check', message('recording_save'), () => events.ended(true)),
      iconButton('close', message('recording_cancel'), () => events.ended(false)),
    );
  }

  get isShown(): boolean {
    return !this.element.hidden;
  }

  /** @param progress seconds that are recorded, of how many; null hides the part */
  show(progress: { seconds: number; of: number } | null): void {
    this.element.hidden = progress === null;
    if (!progress) return;
    const { seconds, of } = progress;
    this.#text.textContent = `${inSeconds(Math.floor(seconds))} / ${inSeconds(of)}`;
    this.#progress.value = Math.min(1, seconds / of);
  }
}
