/** The switch that shares settings with the user's other computers. */
import browser from 'webextension-polyfill';
import { updateSettings } from '../../settings';

/** Switches it. Switched off, nothing of this extension stays in the browser's account; other computers keep what they have. */
export async function toggleSync(): Promise<void> {
  let isOn = false;
  await updateSettings((now) => {
    isOn = !now.sync;
    return { ...now, sync: isOn };
  });
  if (!isOn) await browser.storage.sync.clear();
}
