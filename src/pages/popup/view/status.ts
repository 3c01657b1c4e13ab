/** The status line: how many videos are restyled and how fast, in a few words. The box has the reasons. */
import { FAULTS, type Fault } from '../../../protocol/faults';
import { faultWords } from '../../../words/fault-words';
import { message, plural } from '../../../words/message';
import { frameRate } from '../../../words/numbers';
import { styleName } from '../../../words/style-names';
import type { DocumentReport } from '../documents';

/** `live`: restyling now; `quiet`: nothing to do; `busy`: starting or waiting; `trouble`: switched on, but impossible. */
export type Tone = 'live' | 'quiet' | 'busy' | 'trouble';

export interface Status {
  tone: Tone;
  text: string;
  /** Text for screen readers: the same without the figures, which change twice a second, and with the reasons of the box. */
  announcement: string;
}

/** Faults that clear without the user. */
const PASSING: readonly Fault[] = ['host-gone', 'no-frames', 'full'];

/** Faults that are intended states and not problems. */
const FINE: readonly Fault[] = ['own-camera', 'unwanted'];

/** Whether a fault needs the user, so that the box tells of it. */
export const isTrouble = (fault: Fault): boolean => !PASSING.includes(fault) && !FINE.includes(fault);

export const worstOf = (faults: readonly Fault[]): Fault | undefined => FAULTS.find((fault) => faults.includes(fault));

export const plain = (tone: Tone, text: string): Status => ({ tone, text, announcement: text });

const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);

/** Adds up the reports of all documents of a tab. `faults` has an entry for each video with a fault. */
export function countsOf(reports: readonly DocumentReport[]) {
  return {
    found: sum(reports.map(({ status }) => status.videos)),
    styled: sum(reports.map(({ status }) => status.styled.length)),
    waiting: sum(reports.map(({ status }) => status.waiting)),
    faults: reports.flatMap(({ status }) => status.faults),
  };
}

/** Mean frame rate of the styled videos. */
function meanRate(reports: readonly DocumentReport[]): number {
  return sum(reports.map(({ status, fps }) => fps * status.styled.length)) / countsOf(reports).styled;
}

const isStyling = ({ status }: DocumentReport) => status.styled.length > 0;

const isIdle = (reports: readonly DocumentReport[]): boolean => reports.filter(isStyling).every(({ idle }) => idle);

/** Whether all videos that are restyled and play get less than a picture a second. */
export const isTooSlow = (reports: readonly DocumentReport[]): boolean =>
  !isIdle(reports) && reports.filter(isStyling).every(({ slow }) => slow);

/** Whether there are videos, and none has a picture yet, or another fault than a renderer that starts again. */
export const isStarting = (reports: readonly DocumentReport[]): boolean =>
  reports.some(({ status }) => status.videos > 0) &&
  reports.every(
    ({ status: { styled, waiting, faults } }) =>
      styled.length + waiting === 0 && faults.every((fault) => fault === 'host-gone'),
  );

/** Whether a video still shows another style than the one chosen: its network is compiled meanwhile. */
const isBehind = (reports: readonly DocumentReport[], style: string): boolean =>
  reports.some(({ status }) => status.styled.some((stats) => stats.style !== style));

/** The status line while videos are restyled. */
function stylingStatus(reports: readonly DocumentReport[], style: string): Status {
  if (isBehind(reports, style)) return plain('busy', message('status_preparing', styleName(style)));
  const { styled, waiting, faults } = countsOf(reports);
  const all = styled + waiting + faults.filter(isTrouble).length;
  const hasPaused = isIdle(reports);
  const isSlow = isTooSlow(reports);
  const unchanged = (some: readonly Fault[]) => {
    const worst = worstOf(some);
    return worst ? [plural('unchanged', some.length, faultWords(worst).brief)] : [];
  };
  const part = message('part_restyled', String(styled), String(all));
  return {
    tone: hasPaused ? 'quiet' : isSlow ? 'trouble' : 'live',
    text: [
      all > styled ? part : plural(hasPaused ? 'restyled' : 'videos', styled),
      // A still has no rate.
      ...(hasPaused ? [] : [frameRate(meanRate(reports))]),
      ...unchanged(faults.filter((fault) => !isTrouble(fault))),
    ].join(' · '),
    announcement: [
      waiting > 0 ? message('some_restyled', String(styled), String(styled + waiting)) : plural('restyled', styled),
      ...(isSlow ? [faultWords('too-slow').brief] : []),
      ...unchanged(faults),
    ].join(' · '),
  };
}

/**
 * Returns the status line for the reports of all documents that answer.
 * @param style the style that is chosen
 */
export function statusLineOf(reports: readonly DocumentReport[], style: string): Status {
  if (reports.length === 0) return plain('busy', message('status_starting'));
  const { found, styled, waiting, faults } = countsOf(reports);
  const worst = worstOf(faults);
  if (styled > 0) return stylingStatus(reports, style);
  if (worst && FINE.includes(worst)) return plain('quiet', faultWords(worst).title);
  if (worst && PASSING.includes(worst)) return plain('busy', faultWords(worst).title);
  if (worst) return plain('trouble', message('status_unchanged'));
  if (waiting > 0) return plain('busy', message('status_unchanged'));
  if (found > 0) return plain('busy', plural('found', found));
  return plain('quiet', message('status_no_video'));
}
