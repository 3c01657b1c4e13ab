import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DUTIES, nextState, type SessionEvent, type SessionState } from '../../../../src/content-script/session/states';

const document = readFileSync(new URL('../../../../docs/behaviour.md', import.meta.url), 'utf8');

/** Returns the rows of the table under a heading of the document, cells trimmed, the header first. */
function tableUnder(heading: string): string[][] {
  const section = document.split(`## ${heading}\n`)[1]!.split('\n## ')[0]!;
  return section
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('|---'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

const [header, ...rows] = tableUnder('State by event');
const states = header!.slice(1) as SessionState[];

test.each(rows)('event %s leads from each state where docs/behaviour.md says', (event, ...targets) => {
  expect(targets).toHaveLength(states.length);
  const actual = states.map((state) => nextState(state, event as SessionEvent));
  expect(actual).toEqual(targets.map((target, i) => (target === '-' ? states[i] : target)));
});

test('the document lists every state and every event of the machine', () => {
  expect(states).toEqual(Object.keys(DUTIES));
  expect(rows).toHaveLength(16);
});

test('overlay and frames of each state are those of docs/behaviour.md', () => {
  const [, ...described] = tableUnder('States');
  expect(described.map(([state, overlay, frames]) => [state, overlay, frames === 'yes'])).toEqual(
    Object.entries(DUTIES).map(([state, duties]) => [state, duties.overlay, duties.frames]),
  );
});

test('no sequence of events shows the overlay without a picture presented since the last doubt', () => {
  const events = rows.map(([event]) => event as SessionEvent);
  for (const state of states) {
    for (const event of events) {
      if (state !== 'showing' && nextState(state, event) === 'showing') expect(event).toBe('presented');
    }
  }
});
