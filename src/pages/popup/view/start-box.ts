/** The box of videos that start: which step takes its time, and whether more can be expected. Pure functions of the state. */
import type { StartStep } from '../../../protocol/runtime';
import { faultWords } from '../../../words/fault-words';
import { message } from '../../../words/message';
import type { DocumentReport } from '../documents';
import { action, type Box, reload } from './action';
import type { PopupState } from './state';

/** Time after which a start is told of, and time in which a first start compiles its shaders, even on slow computers. */
const [TOLD_MS, START_MS] = [3000, 20_000];

/**
 * Time for one picture from which no quality is watchable. The fastest quality takes a sixth of the time of the one in which most
 * videos begin: one second.
 */
export const HOPELESS_MS = 6000;

export const switchOffHere = () => action('switch-off', message('switch_off_here'));

/** Returns the step that the start of the tab's videos is at. */
export const stepOf = (reports: readonly DocumentReport[]): StartStep | null =>
  reports.map(({ status }) => status.starting).find((step) => step !== null) ?? null;

export function startBox({ reports, startingMs, drawingMs }: PopupState): Box | undefined {
  if (drawingMs >= HOPELESS_MS)
    return {
      tone: 'trouble',
      title: faultWords('too-slow').title,
      text: message('first_slow_text'),
      actions: [switchOffHere()],
    };
  if (startingMs >= START_MS)
    return { tone: 'note', title: message('page_slow'), text: message('page_slow_text'), actions: [reload()] };
  if (startingMs < TOLD_MS) return undefined;
  const step = stepOf(reports) ?? 'connecting';
  return { tone: 'note', title: message(`start_${step}`), text: message(`start_${step}_text`), actions: [] };
}
