/** The one status line: what is being restyled, or why nothing is. */
import { FAULTS, type Fault } from '../../protocol/faults';
import type { Stats } from '../../protocol/page-host';
import type { FrameReport } from './frames';
import { duration, FAULT_WORDS, rate, videos, WORDS } from './words';

/** `live`: pictures are being styled; `quiet`: nothing to do; `busy`: under way; `trouble`: wanted, but not possible. */
export type Tone = 'live' | 'quiet' | 'busy' | 'trouble';

export interface Status {
  tone: Tone;
  text: string;
  /** What a screen reader says when it changes: the same without the figures, which change twice a second. */
  announcement: string;
}

/** Faults that pass by themselves. */
const PASSING: Fault[] = ['host-gone', 'no-frames'];

const plain = (tone: Tone, text: string): Status => ({ tone, text, announcement: text });

const mean = (list: Stats[], of: (stats: Stats) => number) =>
  list.reduce((sum, stats) => sum + of(stats), 0) / list.length;

/** From taking a frame off the page to its being on the overlay. */
const wholeWay = (f: Stats) => f.captureMs + f.transportMs + f.networkMs + f.presentMs;

/** How long a switched-on page may stay silent before it has to be reloaded. */
const SILENCE_MS = 4000;

/**
 * @param reports of every frame that answers
 * @param silentMs for how long none has answered
 */
export function statusOf(reports: FrameReport[], silentMs: number): Status {
  if (reports.length === 0) {
    return silentMs < SILENCE_MS ? plain('busy', WORDS.starting) : plain('trouble', WORDS.reload);
  }
  const styled = reports.flatMap(({ status }) => status.styled);
  const faults = reports.flatMap(({ status }) => status.faults);
  const found = reports.reduce((sum, { status }) => sum + status.videos, 0);
  const worst = FAULTS.find((fault) => faults.includes(fault));

  if (styled.length > 0) {
    const idle = reports.every(({ status, idle }) => idle || status.styled.length === 0);
    const left = worst
      ? ` ${videos(faults.length)} left as ${faults.length === 1 ? 'it is' : 'they are'}: ${FAULT_WORDS[worst].brief}.`
      : '';
    const pace = idle ? 'paused' : rate(mean(styled, ({ fps }) => fps));
    return {
      tone: idle ? 'quiet' : 'live',
      text: `${videos(styled.length)} · ${pace} · ${duration(mean(styled, wholeWay))}${left && `.${left}`}`,
      announcement: `${videos(styled.length)} restyled${idle ? ', paused' : ''}.${left}`,
    };
  }
  if (worst) return plain(PASSING.includes(worst) ? 'busy' : 'trouble', FAULT_WORDS[worst].sentence);
  if (found > 0) return plain('busy', `${videos(found)} found, starting…`);
  return plain('quiet', WORDS.noVideo);
}
