/** The popup's actions on one site: switch it on or off, include other hostnames, ask the browser for access. */
import browser from 'webextension-polyfill';
import type { FirstLook, OpenCaptureWindow } from '../../protocol/runtime';
import { type Settings, type SiteRule, updateSettings } from '../../settings';
import * as rules from '../../settings/rules';
import type { Site } from '../../settings/site';
import { log, logged } from '../../util/log';

export const isGranted = (site: Site): Promise<boolean> => browser.permissions.contains({ origins: [site.pattern] });

const setEnabled = ({ hostname }: Site, enabled: boolean) =>
  updateSettings((settings) => rules.setEnabled(settings, hostname, enabled));

/** The two hostname lists of a site's rule: embedded players, and servers of videos that get a second copy. */
export type Listed = 'frames' | 'media';

const setListed = ({ hostname }: Site, list: Listed, change: (hostnames: string[]) => string[]) =>
  updateSettings((settings) =>
    rules.changeRule(settings, hostname, (rule: SiteRule) => ({ ...rule, [list]: change(rule[list] ?? []) })),
  );

/**
 * Switches the site on and asks for access. Call it from a click.
 * Stores the setting first: the browser's question closes the popup, and the service worker then acts on the answer.
 *
 * @param pattern match pattern to ask access for, which covers the site
 * @returns true if access was granted; otherwise the site is switched off again
 */
export async function switchOn(site: Site, pattern: string): Promise<boolean> {
  await setEnabled(site, true);
  const granted = await requestAccess(pattern);
  if (!granted) await setEnabled(site, false);
  return granted;
}

/** Treats an error as a no: a policy may forbid the site. */
async function requestAccess(pattern: string): Promise<boolean> {
  try {
    return await browser.permissions.request({ origins: [pattern] });
  } catch (error) {
    log('popup', 'Access cannot be asked for', error);
    return false;
  }
}

/** Tells whether the rule of `site` lists `other` and access to `other` is granted. */
export const isIncluded = async (settings: Settings, site: Site, list: Listed, other: Site): Promise<boolean> =>
  settings.sites[site.hostname]?.[list]?.includes(other.hostname) === true && (await isGranted(other));

/** Adds `other` to a list of `site` and asks for access to that hostname alone. Stores first, like `switchOn`. */
export async function include(site: Site, list: Listed, other: Site): Promise<void> {
  const without = (hostnames: string[]) => hostnames.filter((hostname) => hostname !== other.hostname);
  await setListed(site, list, (hostnames) => [...without(hostnames), other.hostname]);
  if (!(await requestAccess(other.pattern))) await setListed(site, list, without);
}

/** Switches the site off. Keeps the granted access, so that switching on again asks nothing. */
export const switchOff = (site: Site): Promise<void> => setEnabled(site, false);

/** Sets a site that is off for good back to ask. */
export const askAgain = ({ hostname }: Site): Promise<void> =>
  updateSettings((settings) => rules.setMode(settings, hostname, 'ask'));

/**
 * Restyles the tab until the user leaves it. The click on the toolbar button is access enough (activeTab).
 * @throws if the tab cannot be scripted
 */
export async function firstLook(tabId: number): Promise<void> {
  const message: FirstLook = { type: 'first-look', tabId };
  await browser.runtime.sendMessage(message);
}

/**
 * Asks for the permission to capture and shows the tab's video in a window of its own. Call it from a click.
 * Sends the message first, for the same reason as `switchOn`.
 */
export async function showInWindow(tabId: number): Promise<void> {
  const message: OpenCaptureWindow = { type: 'open-window', tabId };
  await browser.runtime.sendMessage(message);
  // Treat an error as a no.
  await chrome.permissions
    .request({ permissions: ['tabCapture'] })
    .catch(logged('popup', 'Capturing cannot be asked for', false));
}

/** Calls `fn` after any access is granted or withdrawn. */
export function watchAccess(fn: () => void): void {
  browser.permissions.onAdded.addListener(fn);
  browser.permissions.onRemoved.addListener(fn);
}
