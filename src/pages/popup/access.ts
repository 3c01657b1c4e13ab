/** Access to one site, and whether the user switched it on. */
import browser from 'webextension-polyfill';
import type { FirstLook, OpenWindow } from '../../protocol/runtime';
import { type Settings, type SiteRule, updateSettings } from '../../settings';
import * as rules from '../../settings/rules';
import type { Site } from '../../settings/site';

export const isGranted = (site: Site): Promise<boolean> => browser.permissions.contains({ origins: [site.pattern] });

const setEnabled = ({ host }: Site, enabled: boolean) =>
  updateSettings((settings) => rules.setEnabled(settings, host, enabled));

/** What a site's rule lists hosts for: players embedded from there, videos loaded a second time from there. */
export type Listed = 'frames' | 'media';

const setListed = ({ host }: Site, list: Listed, change: (hosts: string[]) => string[]) =>
  updateSettings((settings) =>
    rules.changeRule(settings, host, (rule: SiteRule) => ({ ...rule, [list]: change(rule[list] ?? []) })),
  );

/**
 * Switches the site on and asks for access to it alone; call it from a click. The wish is stored first, because the
 * browser's question closes the popup and all that runs in it: the service worker then acts on the answer.
 *
 * @returns whether access was granted; where it was not, the site is off again.
 */
export async function switchOn(site: Site): Promise<boolean> {
  await setEnabled(site, true);
  const granted = await requestAccess(site);
  if (!granted) await setEnabled(site, false);
  return granted;
}

/** An error, as where a policy forbids the site, counts as a no. */
async function requestAccess(site: Site): Promise<boolean> {
  try {
    return await browser.permissions.request({ origins: [site.pattern] });
  } catch {
    return false;
  }
}

/** Whether `other` is listed on `site` for this, and access to it is granted. */
export const isIncluded = async (settings: Settings, site: Site, list: Listed, other: Site): Promise<boolean> =>
  settings.sites[site.host]?.[list]?.includes(other.host) === true && (await isGranted(other));

/** Lists `other` on `site`, asking for access to that host alone, as `switchOn` does. */
export async function include(site: Site, list: Listed, other: Site): Promise<void> {
  const without = (hosts: string[]) => hosts.filter((host) => host !== other.host);
  await setListed(site, list, (hosts) => [...without(hosts), other.host]);
  if (!(await requestAccess(other))) await setListed(site, list, without);
}

/** Switches the site off. What was granted stays granted, so that the next time nothing is asked. */
export const switchOff = (site: Site): Promise<void> => setEnabled(site, false);

/** Takes back that nothing is ever to run on the site. */
export const askAgain = ({ host }: Site): Promise<void> =>
  updateSettings((settings) => rules.setMode(settings, host, 'ask'));

/**
 * Restyles the tab until it is left, on the strength of the user's click on the extension alone.
 * @throws where the tab cannot be scripted
 */
export async function firstLook(tabId: number): Promise<void> {
  const message: FirstLook = { type: 'first-look', tabId };
  await browser.runtime.sendMessage(message);
}

/**
 * Shows the tab's video in a window, from a capture of the tab, and asks for the permission to capture; call it from a click.
 * The wish goes first, for the same reason as in `switchOn`.
 */
export async function showInWindow(tabId: number): Promise<void> {
  const message: OpenWindow = { type: 'open-window', tabId };
  await browser.runtime.sendMessage(message);
  // An error is a no, as above.
  await chrome.permissions.request({ permissions: ['tabCapture'] }).catch(() => false);
}

/** Calls `fn` whenever any access was granted or withdrawn. */
export function watchAccess(fn: () => void): void {
  browser.permissions.onAdded.addListener(fn);
  browser.permissions.onRemoved.addListener(fn);
}
