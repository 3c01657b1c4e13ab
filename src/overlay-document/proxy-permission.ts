/** Decides which addresses a proxy video may load. Only choices of the user count, never those of a page or message. */
import browser from 'webextension-polyfill';
import type { AskAccess } from '../protocol/runtime';
import { readSettings } from '../settings';
import { siteOf } from '../settings/site';

/** Hostname of the top page above this document; empty where it has none. */
export function siteAbove({ ancestorOrigins }: { ancestorOrigins: ArrayLike<string> }): string {
  return URL.parse(ancestorOrigins[ancestorOrigins.length - 1] ?? '')?.hostname ?? '';
}

/** Firefox keeps the interface of permissions from documents of an extension within a page. The background script has it. */
function isGranted(pattern: string): Promise<boolean> {
  const { permissions } = browser as Partial<typeof browser>;
  const ask: AskAccess = { type: 'ask-access', pattern };
  return permissions ? permissions.contains({ origins: [pattern] }) : browser.runtime.sendMessage(ask);
}

/** Whether the user listed the address's host for this site and granted access to it. */
export async function mayLoad(address: string, site: string): Promise<boolean> {
  const source = siteOf(address);
  const { sites } = await readSettings();
  if (!source || !Object.hasOwn(sites, site) || !sites[site]?.media?.includes(source.hostname)) return false;
  return isGranted(source.pattern);
}
