/** Tells the user when a change could not be stored, in the one place that all changes of a page lead to. */
import { NotStoredError, readSettings, type Settings, watchSettings } from '../../settings';
import { log } from '../../util/log';
import { message } from '../../words/message';

/** @param show shows the stored settings again, in the place of the change */
export function tellUnsaved(show: (stored: Settings) => void): void {
  const words = document.createElement('p');
  words.className = 'problem unsaved';
  words.role = 'alert';
  document.body.prepend(words);
  window.addEventListener('unhandledrejection', (event) => {
    if (!(event.reason instanceof NotStoredError)) return;
    event.preventDefault();
    log('settings', 'A change was not stored', event.reason.cause);
    words.textContent = message('not_saved');
    void readSettings().then(show);
  });
  watchSettings(() => words.replaceChildren());
}
