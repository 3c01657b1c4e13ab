/** The key that shows the original while it is held: the next one pressed, as the user's keyboard names it. */
import { updateSettings } from '../../settings';
import { element } from '../shared/element';
import { isHoldKey, nameOfKey } from './keys';
import { WORDS } from './words';

/** Chromium's, which TypeScript does not know. */
interface KeyboardNavigator {
  keyboard?: { getLayoutMap(): Promise<ReadonlyMap<string, string>> };
}

const button = element<HTMLButtonElement>('hold-key');
const none = element<HTMLButtonElement>('hold-none');

const store = (holdKey: string) => updateSettings((now) => ({ ...now, holdKey }));

/** Lets the user choose. Returns what shows the choice as it is stored. */
export async function showHoldKey(): Promise<(code: string) => void> {
  const layout = await (navigator as KeyboardNavigator).keyboard?.getLayoutMap().catch(() => undefined);
  let code = '';
  let isListening = false;

  const show = () => {
    button.textContent = isListening ? WORDS.pressKey : code === '' ? WORDS.noKey : nameOfKey(code, layout);
    button.ariaPressed = String(isListening);
    none.disabled = code === '';
  };
  const stop = (problem = '') => {
    isListening = false;
    element('hold-problem').textContent = problem;
    show();
  };

  button.addEventListener('click', () => {
    isListening = !isListening;
    element('hold-problem').textContent = '';
    show();
  });
  button.addEventListener('blur', () => isListening && stop());
  button.addEventListener('keydown', (event) => {
    if (!isListening || event.code === 'Tab') return;
    event.preventDefault();
    if (event.code === 'Escape') return stop();
    if (!isHoldKey(event.code)) {
      element('hold-problem').textContent = WORDS.badKey;
      return;
    }
    void store(event.code);
    stop();
  });
  // Enter and Space press a button when they come up, which would listen again.
  button.addEventListener('keyup', (event) => event.code === code && event.preventDefault());
  none.addEventListener('click', () => {
    button.focus();
    void store('');
  });
  return (stored) => {
    code = stored;
    show();
  };
}
