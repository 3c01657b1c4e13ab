/** Words for the reasons why a video stays unchanged. */
import type { Fault } from '../protocol/faults';
import { type MessageKey, message } from './message';

/** `title`: what happened; `text`: why, or what follows; `brief`: the reason within a line about other videos of the page. */
export interface FaultWords {
  title: string;
  text: string;
  brief: string;
}

export function faultWords(fault: Fault): FaultWords {
  const key = `fault_${fault.replaceAll('-', '_')}`;
  const textOf = (end: string) => message(`${key}${end}` as MessageKey);
  return { title: textOf(''), text: textOf('_text'), brief: textOf('_brief') };
}
