/** Undo of the last change, by a button and by Ctrl+Z (⌘Z). */
import { undoLast } from '../../settings';
import { watchUndoable } from '../../settings/history';

const isText = (target: EventTarget | null) =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && /text|search/.test(target.type));

/** @param button disabled while there is nothing to undo: it stays in its place, so that nothing else slides under the pointer */
export function offerUndo(button?: HTMLButtonElement): void {
  document.addEventListener('keydown', (event) => {
    if (event.code !== 'KeyZ' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    // Fields have an undo of their own.
    if (isText(event.target)) return;
    event.preventDefault();
    void undoLast();
  });
  if (!button) return;
  button.addEventListener('click', () => void undoLast());
  watchUndoable((isUndoable) => {
    button.disabled = !isUndoable;
  });
}
