/** Shows the box on top of the popup. */
import { element } from '../shared/element';
import type { ActionKind, Box } from './view/action';

const box = element('box');
let shown = '';

/** Shows `next`, or nothing if it is undefined. The first button is the one that helps most. */
export function showBox(next: Box | undefined, perform: (kind: ActionKind) => void): void {
  // Rebuild only after a change: the focused button must keep its focus.
  const key = JSON.stringify(next) ?? '';
  if (key === shown) return;
  shown = key;
  box.hidden = next === undefined;
  if (next) fill(next, perform);
}

function fill(next: Box, perform: (kind: ActionKind) => void): void {
  box.dataset.tone = next.tone;
  element('box-title').textContent = next.title;
  element('box-text').textContent = next.text;
  element('box-actions').replaceChildren(
    ...next.actions.map(({ kind, label }, i) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = i === 0 && next.tone === 'trouble' ? 'button primary' : 'button';
      button.dataset.action = kind;
      button.textContent = label;
      button.addEventListener('click', () => perform(kind));
      return button;
    }),
  );
}
