/** The status line: how many videos are restyled and how fast, in a few words. The box has the reasons. */
import { FAULTS, type Fault } from '../../../protocol/faults';
import { message, plural } from '../../../words/message';
import { frameRate } from '../../../words/numbers';
import { faultWords } from '../../shared/fault-words';
import type { DocumentReport } from '../documents';

/** `live`: restyling now; `quiet`: nothing to do; `busy`: starting or waiting; `trouble`: switched on, but impossible. */
export type Tone = 'live' | 'quiet' | 'busy' | 'trouble';

export interface Status {
  tone: Tone;
  text: string;
  /** Text for screen readers: the same without the figures, which change twice a second. */
  announcement: string;
}

/** Faults that clear without the user. */
export const PASSING: readonly Fault[] = ['host-gone', 'no-frames', 'full'];

/** Faults that are intended states and not problems. */
export const FINE: readonly Fault[] = ['own-camera', 'unwanted'];

export const plain = (tone: Tone, text: string): Status => ({ tone, text, announcement: text });

const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);

/** Mean frame rate of the styled videos. */
function meanRate(reports: readonly DocumentReport[]): number {
  const videos = sum(reports.map(({ status }) => status.styled.length));
  return sum(reports.map(({ status, fps }) => fps * status.styled.length)) / videos;
}

/** Whether there are videos, and none has a picture or a fault yet. */
export const isStarting = (reports: readonly DocumentReport[]): boolean =>
  reports.some(({ status }) => status.videos > 0) &&
  reports.every(({ status: { styled, faults } }) => styled.length + faults.length === 0);

/** Returns the status line for the reports of all documents that answer. */
export function statusLineOf(reports: readonly DocumentReport[]): Status {
  if (reports.length === 0) return plain('busy', message('status_starting'));
  const styled = sum(reports.map(({ status }) => status.styled.length));
  const faults = reports.flatMap(({ status }) => status.faults);
  const found = sum(reports.map(({ status }) => status.videos));
  const waiting = sum(reports.map(({ status }) => status.waiting));
  const worst = FAULTS.find((fault) => faults.includes(fault));

  if (styled > 0) {
    const isIdle = reports.every(({ status, idle }) => idle || status.styled.length === 0);
    const isTooSlow = !isIdle && reports.every(({ status, slow }) => slow || status.styled.length === 0);
    const left = worst ? [plural('unchanged', faults.length, faultWords(worst).brief)] : [];
    const some = waiting > 0 && message('some_restyled', ...[styled, styled + waiting].map(String));
    const pace = isIdle ? [message('playback_paused')] : [];
    const slow = isTooSlow ? [faultWords('too-slow').brief] : [];
    return {
      tone: isIdle ? 'quiet' : isTooSlow ? 'trouble' : 'live',
      text: [
        some || plural('videos', styled),
        ...(isIdle ? pace : [frameRate(meanRate(reports))]),
        ...slow,
        ...left,
      ].join(' · '),
      announcement: [some || plural('restyled', styled), ...pace, ...slow, ...left].join(' · '),
    };
  }
  if (worst && FINE.includes(worst)) return plain('quiet', faultWords(worst).title);
  if (worst && PASSING.includes(worst)) return plain('busy', faultWords(worst).title);
  if (worst) return plain('trouble', message('status_unchanged'));
  if (waiting > 0) return plain('busy', message('status_unchanged'));
  if (found > 0) return plain('busy', plural('found', found));
  return plain('quiet', message('status_no_video'));
}
