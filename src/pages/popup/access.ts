/** The popup's actions on one site: switch it on or off, include other hostnames, ask the browser for access. */
import browser from 'webextension-polyfill';
import type { ChangeFirstLook, FirstLook, OpenCaptureWindow, WantAccess } from '../../protocol/runtime';
import { type Settings, updateSettings, withdrawWish } from '../../settings';
import * as rules from '../../settings/rules';
import { type Site, siteOf } from '../../settings/site';
import { logged } from '../../util/log';
import type { DocumentReport } from './documents';

export const isGranted = (site: Site): Promise<boolean> => browser.permissions.contains({ origins: [site.pattern] });

/**
 * Has the service worker store what access is asked for, and asks for it. Both begin before anything is awaited: Firefox takes
 * only a question that a click itself asks, and Chromium's question closes the popup. Treats an error as a no: a policy may
 * forbid the site.
 */
async function want(wanted: Omit<WantAccess, 'type'>, pattern: string): Promise<boolean> {
  const message: WantAccess = { type: 'want-access', ...wanted };
  const stored = browser.runtime.sendMessage(message);
  const granted = browser.permissions
    .request({ origins: [pattern] })
    .catch(logged('popup', 'Access cannot be asked for', false));
  await stored;
  return granted;
}

/**
 * Switches the site on and asks for access. Call it from a click, before any await.
 *
 * @param pattern match pattern to ask access for, which covers the site
 * @returns true if access was granted; otherwise the site is switched off again
 */
export async function switchOn(site: Site, pattern: string): Promise<boolean> {
  const granted = await want({ site: site.hostname, listed: null }, pattern);
  if (!granted) await withdrawWish((settings) => rules.setEnabled(settings, site.hostname, false));
  return granted;
}

/** Tells whether the rule of `site` lists `other` and access to `other` is granted. */
export const isIncluded = async (settings: Settings, site: Site, list: rules.Listed, other: Site): Promise<boolean> =>
  settings.sites[site.hostname]?.[list]?.includes(other.hostname) === true && (await isGranted(other));

/** Returns the first reported site whose videos a page of `site` may not read and which is not included yet. */
export async function firstForeign(
  settings: Settings,
  site: Site,
  reports: readonly DocumentReport[],
): Promise<Site | undefined> {
  for (const origin of new Set(reports.flatMap(({ status }) => status.foreign))) {
    const foreign = siteOf(origin);
    if (foreign && !(await isIncluded(settings, site, 'media', foreign))) return foreign;
  }
  return undefined;
}

/** Adds `other` to a list of `site` and asks for access to that hostname alone. Call it from a click, before any await. */
export async function include(site: Site, list: rules.Listed, other: Site): Promise<void> {
  const { hostname } = other;
  const granted = await want({ site: site.hostname, listed: { list, hostname } }, other.pattern);
  if (!granted) await withdrawWish((settings) => rules.unlist(settings, site.hostname, list, hostname));
}

/** Switches the site off. Keeps the granted access, so that switching on again asks nothing. */
export const switchOff = ({ hostname }: Site): Promise<void> =>
  updateSettings((settings) => rules.setEnabled(settings, hostname, false));

/** Sets a site that is off for good back to ask. */
export const askAgain = ({ hostname }: Site): Promise<void> =>
  updateSettings((settings) => rules.setMode(settings, hostname, 'ask'));

/** Settles once the latest look *just this once* has begun, or could not. */
let begun: Promise<unknown> = Promise.resolve();

/**
 * Restyles the tab until the user leaves it. The click on the toolbar button is access enough (activeTab).
 * @throws if the tab cannot be scripted
 */
export async function firstLook(tabId: number): Promise<void> {
  const message: FirstLook = { type: 'first-look', tabId };
  begun = browser.runtime.sendMessage(message);
  await begun;
}

/** Shows the tab's videos unstyled again after a first look. */
export async function endFirstLook(tabId: number): Promise<void> {
  // Only a page where it has begun hears that it is to end. Where it could not begin, nothing has to.
  await begun.catch(logged('popup', 'There is no look to end', undefined));
  const message: ChangeFirstLook = { type: 'end-first-look' };
  await browser.tabs.sendMessage(tabId, message);
}

/**
 * Has the service worker show the tab's video in a window of its own, and asks for the permission to capture. Call it from a
 * click, before any await: as with sites, both begin at once.
 */
export async function showInWindow(tabId: number): Promise<void> {
  const message: OpenCaptureWindow = { type: 'open-window', tabId };
  const wanted = browser.runtime.sendMessage(message);
  // Treat an error as a no.
  await chrome.permissions
    .request({ permissions: ['tabCapture'] })
    .catch(logged('popup', 'Capturing cannot be asked for', false));
  await wanted;
}

/** Calls `fn` after any access is granted or withdrawn. */
export function watchAccess(fn: () => void): void {
  browser.permissions.onAdded.addListener(fn);
  browser.permissions.onRemoved.addListener(fn);
}
