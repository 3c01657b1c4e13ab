/** A button that acts while the pointer or a key holds it down. */
import browser, { type Runtime } from 'webextension-polyfill';
import { ORIGINAL_PORT } from '../../protocol/runtime';

const KEYS = [' ', 'Enter'];

/** Calls `hold` when the button goes down, and `release` when it comes up or loses the pointer or the focus. */
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

/** Shows the tab's original videos while the button is held. Closing the popup closes the port and ends it too. */
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
