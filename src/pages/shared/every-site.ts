/** Access to all sites at once, for users who do not want to be asked on each. */
import browser from 'webextension-polyfill';
import { updateSettings } from '../../settings';
import { setEverywhere } from '../../settings/rules';
import { EVERY_SITE } from '../../settings/site';
import { logged } from '../../util/log';

/**
 * Asks for access to all sites and restyles everywhere if it is granted. Call it from a click, before any
 * await: Firefox refuses later questions. Treats an error as a no: a policy may forbid it.
 * @returns whether it was granted
 */
export async function askForEverySite(): Promise<boolean> {
  const isGranted = await browser.permissions
    .request({ origins: [...EVERY_SITE] })
    .catch(logged('access', 'Access to all sites cannot be asked for', false));
  if (isGranted) await updateSettings((now) => setEverywhere(now, true));
  return isGranted;
}

/** Whether the user has granted access to all sites. */
export const hasEverySite = (): Promise<boolean> =>
  browser.permissions
    .contains({ origins: [...EVERY_SITE] })
    .catch(logged('access', 'The browser does not tell whether all sites are granted', false));

/**
 * Gives access to all sites back. The browser takes what was granted for single sites with it, so that sites that were on
 * ask again.
 */
export async function giveEverySiteBack(): Promise<void> {
  await browser.permissions
    .remove({ origins: [...EVERY_SITE] })
    .catch(logged('access', 'Access cannot be given back', false));
}
