/** Decides which addresses a proxy video may load. Only choices of the user count, never those of a page or message. */
import browser from 'webextension-polyfill';
import { readSettings } from '../settings';
import { siteOf } from '../settings/site';

/** Hostname of the top page above this document; empty where it has none. */
export function siteAbove({ ancestorOrigins }: { ancestorOrigins: ArrayLike<string> }): string {
  return URL.parse(ancestorOrigins[ancestorOrigins.length - 1] ?? '')?.hostname ?? '';
}

/** Whether the user listed the address's host for this site and granted access to it. */
export async function mayLoad(address: string, site: string): Promise<boolean> {
  const source = siteOf(address);
  const { sites } = await readSettings();
  if (!source || !Object.hasOwn(sites, site) || !sites[site]?.media?.includes(source.hostname)) return false;
  return browser.permissions.contains({ origins: [source.pattern] });
}
