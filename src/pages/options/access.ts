/** Access to a host by its name alone: under whatever scheme its pages have. */
import browser from 'webextension-polyfill';
import { readSettings } from '../../settings';
import { patternsOf } from '../../settings/site';
import { isUsed } from './site-view';

export async function hasAccess(host: string): Promise<boolean> {
  const granted = await Promise.all(
    patternsOf(host).map((pattern) => browser.permissions.contains({ origins: [pattern] })),
  );
  return granted.includes(true);
}

/** Asks for access where there is none; call it from a click. An error, as where a policy forbids the site, counts as a no. */
export async function askForAccess(host: string): Promise<boolean> {
  if (await hasAccess(host)) return true;
  return browser.permissions.request({ origins: patternsOf(host) }).catch(() => false);
}

/** Gives access to a host back, once nothing that is stored has a use for it any more. */
export async function giveAccessBack(host: string): Promise<void> {
  if (isUsed(await readSettings(), host)) return;
  // What the manifest itself asks for cannot be given back.
  await browser.permissions.remove({ origins: patternsOf(host) }).catch(() => false);
}
