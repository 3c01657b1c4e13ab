/** The status line: how many videos are restyled, or why none is. */
import { FAULTS, type Fault } from '../../protocol/faults';
import type { Stats } from '../../protocol/page-host';
import { FAULT_WORDS } from '../shared/fault-words';
import type { FrameReport } from './frames';
import { duration, rate, videos, WORDS } from './words';

/** `live`: restyling now; `quiet`: nothing to do; `busy`: starting or waiting; `trouble`: switched on, but impossible. */
export type Tone = 'live' | 'quiet' | 'busy' | 'trouble';

export interface Status {
  tone: Tone;
  text: string;
  /** Text for screen readers: the same without the figures, which change twice a second. */
  announcement: string;
}

/** Faults that clear without the user. */
const PASSING: Fault[] = ['host-gone', 'no-frames', 'full'];

/** The tone of a fault that stands alone. */
function toneOf(fault: Fault): Tone {
  if (fault === 'own-camera') return 'quiet';
  return PASSING.includes(fault) ? 'busy' : 'trouble';
}

const plain = (tone: Tone, text: string): Status => ({ tone, text, announcement: text });

const mean = (list: Stats[], of: (stats: Stats) => number) =>
  list.reduce((sum, stats) => sum + of(stats), 0) / list.length;

/** Milliseconds from capturing a frame to its picture on the overlay. */
const wholeWay = (f: Stats) => f.captureMs + f.transportMs + f.networkMs + f.presentMs;

/** Time without any report after which the user has to reload the page. */
const SILENCE_MS = 4000;

/**
 * Words the status line.
 * @param reports reports of every frame that answers
 * @param silentMs time since any frame answered
 */
export function statusOf(reports: FrameReport[], silentMs: number): Status {
  if (reports.length === 0) {
    return silentMs < SILENCE_MS ? plain('busy', WORDS.starting) : plain('trouble', WORDS.reload);
  }
  const styled = reports.flatMap(({ status }) => status.styled);
  const faults = reports.flatMap(({ status }) => status.faults);
  const found = reports.reduce((sum, { status }) => sum + status.videos, 0);
  const waiting = reports.reduce((sum, { status }) => sum + status.waiting, 0);
  const worst = FAULTS.find((fault) => faults.includes(fault));

  if (styled.length > 0) {
    const idle = reports.every(({ status, idle }) => idle || status.styled.length === 0);
    const left = worst ? WORDS.left(videos(faults.length), FAULT_WORDS[worst].brief) : '';
    const pace = idle ? WORDS.paused : rate(mean(styled, ({ fps }) => fps));
    const some = WORDS.some(styled.length, styled.length + waiting);
    return {
      tone: idle ? 'quiet' : 'live',
      text: `${waiting > 0 ? some : videos(styled.length)} · ${pace} · ${duration(mean(styled, wholeWay))}${left && `.${left}`}`,
      announcement: `${waiting > 0 ? some : WORDS.restyled(videos(styled.length))}${idle ? `, ${WORDS.paused}` : ''}.${left}`,
    };
  }
  if (waiting > 0 && !worst) return plain('busy', FAULT_WORDS.full.sentence);
  if (worst) return plain(toneOf(worst), FAULT_WORDS[worst].sentence);
  if (found > 0) return plain('busy', WORDS.found(videos(found)));
  return plain('quiet', WORDS.noVideo);
}
