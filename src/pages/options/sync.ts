/** The switch that shares settings with the user's other computers. */
import browser from 'webextension-polyfill';
import { updateSettings } from '../../settings';

/** Takes everything of this extension out of the browser's account; other computers keep what they have. */
export const leaveAccount = (): Promise<void> => browser.storage.sync.clear();

/** Switches it. Switched off, nothing stays in the account. */
export async function toggleSync(): Promise<void> {
  let isOn = false;
  await updateSettings((now) => {
    isOn = !now.sync;
    return { ...now, sync: isOn };
  });
  if (!isOn) await leaveAccount();
}
