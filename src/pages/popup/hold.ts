/** A button that works while it is held down, by pointer or keyboard. */
import browser, { type Runtime } from 'webextension-polyfill';
import { ORIGINAL_PORT } from '../../protocol/runtime';

const KEYS = [' ', 'Enter'];

/** Calls `hold` when the button goes down and `release` when it comes up, is left, or the popup loses the focus. */
function onHold(button: HTMLButtonElement, hold: () => void, release: () => void): void {
  let isHeld = false;
  const set = (next: boolean) => {
    if (next === isHeld) return;
    isHeld = next;
    button.ariaPressed = String(next);
    (next ? hold : release)();
  };
  button.ariaPressed = 'false';
  button.addEventListener('pointerdown', ({ pointerId, button: which }) => {
    if (which !== 0) return;
    button.setPointerCapture(pointerId);
    set(true);
  });
  button.addEventListener('lostpointercapture', () => set(false));
  button.addEventListener('keydown', ({ key }) => KEYS.includes(key) && set(true));
  button.addEventListener('keyup', ({ key }) => KEYS.includes(key) && set(false));
  button.addEventListener('blur', () => set(false));
}

/** Shows the tab's videos as they are while the button is held; an end of the popup ends it too. */
export function holdForOriginal(button: HTMLButtonElement, tabId: number): void {
  let port: Runtime.Port | undefined;
  onHold(
    button,
    () => {
      port = browser.tabs.connect(tabId, { name: ORIGINAL_PORT });
    },
    () => port?.disconnect(),
  );
}
