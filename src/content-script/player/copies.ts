/** Saves and copies the styled picture, and records clips. */

import { canReadTracks } from '../../platform/features';
import { logged } from '../../util/log';
import { withTimeout } from '../../util/with-timeout';
import { message } from '../../words/message';
import { titleOf } from '../page/dom';
import type { VideoSession } from '../session/video-session';
import { Clip, type ClipReport } from './clip';
import { clipName, fileName } from './file-name';

/** Time for the host to draw a picture. */
const PICTURE_MS = 10_000;

export interface CopyReports {
  /** Shows a line on the video. */
  say(text: string): void;
  /** Shows how the recording goes on; null: there is none. */
  showProgress(progress: { seconds: number; of: number } | null): void;
}

const savedWords = () => (canReadTracks() ? 'clip_saved' : 'clip_saved_silent');

export class Copies {
  readonly #session: VideoSession;
  readonly #reports: CopyReports;
  #clip: Clip | null = null;

  constructor(session: VideoSession, reports: CopyReports) {
    this.#session = session;
    this.#reports = reports;
  }

  /** Foreign pictures stay with the extension: the page can reach what is copied, or may not read it. */
  get areAllowed(): boolean {
    return !this.#session.isForeign;
  }

  savePicture(): void {
    if (this.#session.overlay !== 'shown' || !this.areAllowed) return;
    this.#session.controls.savePicture(fileName(titleOf(document), this.#session.video.currentTime));
    this.#reports.say(message('picture_saving'));
  }

  /** Resolves to the styled picture as a PNG; to null where there is none. */
  takePicture(): Promise<ArrayBuffer | null> {
    const { controls } = this.#session;
    if (this.#session.overlay === 'none' || !this.areAllowed || this.#clip) return Promise.resolve(null);
    const picture = new Promise<ArrayBuffer | null>((resolve) => {
      controls.setAnswers((answer) => {
        if (answer?.type !== 'recording') resolve(answer?.png ?? null);
      });
      controls.send({ type: 'copy-picture' });
    });
    return withTimeout(picture, PICTURE_MS, 'The host sent no picture.')
      .catch(logged('player', 'No picture', null))
      .finally(() => controls.setAnswers(null));
  }

  record(seconds: number): void {
    const { overlay, video } = this.#session;
    if (this.#clip || overlay === 'none' || !this.areAllowed) return;
    if (video.paused) {
      this.#reports.say(message('clip_paused'));
      return;
    }
    const name = clipName(titleOf(document), video.currentTime);
    this.#clip = new Clip(this.#session, name, seconds, (report) => this.#showClip(report, seconds));
    this.#reports.showProgress({ seconds: 0, of: seconds });
  }

  /** Ends the recording, if there is one. */
  endRecording(isKept: boolean): void {
    this.#clip?.end(isKept);
  }

  #showClip({ state, seconds }: ClipReport, of: number): void {
    if (state === 'running') {
      this.#reports.showProgress({ seconds, of });
      return;
    }
    this.#clip = null;
    this.#reports.showProgress(null);
    this.#reports.say(
      message(state === 'saved' ? savedWords() : state === 'cancelled' ? 'clip_cancelled' : 'clip_failed'),
    );
  }
}
