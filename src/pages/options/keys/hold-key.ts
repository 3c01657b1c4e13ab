/** The button that records the key which shows the original while it is held. */
import { updateSettings } from '../../../settings';
import { logged } from '../../../util/log';
import { message } from '../../../words/message';
import { element } from '../../shared/element';
import { keyCap } from './key-caps';
import { isHoldKey, nameOfKey } from './names';

/** Chromium's Keyboard API, which TypeScript's types lack. */
interface KeyboardNavigator {
  keyboard?: { getLayoutMap(): Promise<ReadonlyMap<string, string>> };
}

const button = element<HTMLButtonElement>('hold-key');
const none = element<HTMLButtonElement>('hold-none');

const store = (holdKey: string) => updateSettings((now) => ({ ...now, holdKey }));

/** Wires the buttons. Returns a function that shows the stored key. */
export async function showHoldKey(): Promise<(code: string) => void> {
  const layout = await (navigator as KeyboardNavigator).keyboard
    ?.getLayoutMap()
    .catch(logged('options', 'The keyboard layout is unknown', undefined));
  let code = '';
  let isListening = false;

  const show = () => {
    if (isListening || code === '') button.textContent = message(isListening ? 'press_key' : 'key_none');
    else button.replaceChildren(keyCap(nameOfKey(code, layout)));
    button.ariaPressed = String(isListening);
    none.disabled = code === '';
  };
  const stopListening = (problem = '') => {
    isListening = false;
    element('hold-problem').textContent = problem;
    show();
  };

  button.addEventListener('click', () => {
    isListening = !isListening;
    element('hold-problem').textContent = '';
    show();
  });
  button.addEventListener('blur', () => isListening && stopListening());
  button.addEventListener('keydown', (event) => {
    if (!isListening || event.code === 'Tab') return;
    event.preventDefault();
    if (event.code === 'Escape') return stopListening();
    if (!isHoldKey(event.code)) {
      element('hold-problem').textContent = message('key_reserved');
      return;
    }
    void store(event.code);
    stopListening();
  });
  // Enter and Space click a button on keyup, which would start listening again.
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
