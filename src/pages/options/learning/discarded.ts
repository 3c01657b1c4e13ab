/** The notice that a style was discarded, with a button that brings it back. */
import type { LearningStatus } from '../../../protocol/learning';
import { message } from '../../../words/message';
import { element } from '../../shared/element';

const notice = element('discarded');
const undo = element<HTMLButtonElement>('discarded-undo');
/** The button to focus when the next status has shown it. */
let awaited: 'undo' | 'learning' | undefined;

/** Shows the notice while there is something to bring back. Call it after the progress was shown. */
export function showDiscarded({ discarded, phase }: LearningStatus): void {
  notice.hidden = discarded === null;
  undo.disabled = false;
  if (discarded !== null) element('discarded-text').textContent = message('make_discarded', discarded);
  if (awaited === 'undo' && !notice.hidden) undo.focus();
  // A learned style asks for its name instead.
  else if (awaited === 'learning' && phase !== 'none' && phase !== 'learned')
    document.querySelector<HTMLButtonElement>('#learning .buttons :enabled:not([hidden])')?.focus();
  else return;
  awaited = undefined;
}

/** Wires the buttons that discard and bring back. */
export function offerDiscarding(send: (order: 'discard' | 'restore') => Promise<void>): void {
  for (const id of ['learning-drop', 'own-discard'])
    element(id).addEventListener('click', () => {
      awaited = 'undo';
      void send('discard');
    });
  undo.addEventListener('click', () => {
    awaited = 'learning';
    // The discarded training may take seconds to end.
    undo.disabled = true;
    void send('restore');
  });
}
