/**
 * Wires the button that resets all settings, except the user's own styles and what is shared with other computers, and the
 * button that undoes it.
 */
import { DEFAULT_SETTINGS, type Settings, updateSettings } from '../../settings';
import { element } from '../shared/element';

/** Wires both buttons. */
export function offerReset(): void {
  let before: Settings | undefined;
  const done = element('was-reset');
  element('reset').addEventListener('click', async () => {
    await updateSettings((now) => {
      before = now;
      const { ownStyles, sync } = now;
      return { ...structuredClone(DEFAULT_SETTINGS), ownStyles, sync };
    }, 'reset');
    done.hidden = false;
  });
  element('undo-reset').addEventListener('click', async () => {
    const settings = before;
    if (!settings) return;
    await updateSettings(() => settings);
    done.hidden = true;
    element('reset').focus();
  });
}
