/** Undo of the last change, by a button and by Ctrl+Z (⌘Z). */
import { undoLast } from '../../settings';
import { watchUndoable } from '../../settings/changes/history';
import { changeWords } from '../../words/change-words';
import { message } from '../../words/message';

const isText = (target: EventTarget | null) =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && /text|search/.test(target.type));

/**
 * @param button names what it takes back. It is disabled while there is nothing to undo: it stays in its place, so that nothing
 *   else slides under the pointer
 */
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
  watchUndoable((last) => {
    button.disabled = !last;
    button.textContent = last ? message('undo_named', changeWords(last.what, last.site)) : message('undo');
    button.title = button.textContent;
  });
}
