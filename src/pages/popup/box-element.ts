/** Shows the box on top of the popup. */
import { element } from '../shared/element';
import type { ActionKind, Box } from './view/action';
import { watchAim } from './view/aim';

/** Pause before a change that waits for the pointer is tried again. */
const AGAIN_MS = 200;

const box = element('box');
const isAiming = watchAim();
let shown = '';
let again: ReturnType<typeof setTimeout> | undefined;

/**
 * Shows `next`, or nothing if it is undefined. The first button is the one that helps most. A change waits while the user is about
 * to press a control, which it would push from under the pointer.
 */
export function showBox(next: Box | undefined, perform: (kind: ActionKind) => void): void {
  clearTimeout(again);
  // Rebuild only after a change: the focused button must keep its focus.
  const key = JSON.stringify(next) ?? '';
  if (key === shown) return;
  if (isAiming()) {
    again = setTimeout(showBox, AGAIN_MS, next, perform);
    return;
  }
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
      // A note needs no button pressed, but for the one that turns Inkreel on, which is what the popup was opened for.
      const isPrimary = i === 0 && (next.tone === 'trouble' || kind === 'ask');
      button.className = isPrimary ? 'button primary' : 'button';
      button.dataset.action = kind;
      button.textContent = label;
      button.addEventListener('click', () => perform(kind));
      return button;
    }),
  );
}
