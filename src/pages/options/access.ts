/** Access to a host under both schemes, http and https. */
import browser from 'webextension-polyfill';
import { readSettings } from '../../settings';
import { grantedPatterns } from '../../settings/granted';
import { patternsOf } from '../../settings/site';
import { logged } from '../../util/log';
import { isUsed } from './site-view';

/** Tells whether access under either scheme is granted. */
const hasAccess = async (host: string): Promise<boolean> => (await grantedPatterns(patternsOf(host))).length > 0;

/** Asks for access if it is missing. Call it from a click. Treats an error as a no: a policy may forbid the site. */
export async function askForAccess(host: string): Promise<boolean> {
  if (await hasAccess(host)) return true;
  return browser.permissions
    .request({ origins: patternsOf(host) })
    .catch(logged('options', 'Access cannot be asked for', false));
}

/** Gives access to a host back, unless a stored rule still uses it. */
export async function giveAccessBack(host: string): Promise<void> {
  if (isUsed(await readSettings(), host)) return;
  // The browser refuses for hosts that the manifest itself names, as in the demo build.
  await browser.permissions
    .remove({ origins: patternsOf(host) })
    .catch(logged('options', 'Access cannot be given back', false));
}
