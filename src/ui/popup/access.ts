/** Access to one site, and whether the user switched it on. */
import browser from 'webextension-polyfill';
import type { FirstLook } from '../../link/messages';
import { type Settings, type SiteRule, updateSettings } from '../../settings';
import * as rules from '../../settings/rules';
import type { Site } from '../../settings/site';

export const isGranted = (site: Site): Promise<boolean> => browser.permissions.contains({ origins: [site.pattern] });

const setEnabled = ({ host }: Site, enabled: boolean) =>
  updateSettings((settings) => rules.setEnabled(settings, host, enabled));

const setFrames = ({ host }: Site, change: (frames: string[]) => string[]) =>
  updateSettings((settings) =>
    rules.changeRule(settings, host, (rule: SiteRule) => ({ ...rule, frames: change(rule.frames ?? []) })),
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

/** Whether players embedded from `frame` are to be restyled on `site`. */
export const isFrameWanted = (settings: Settings, site: Site, frame: Site): boolean =>
  settings.sites[site.host]?.frames?.includes(frame.host) === true;

/** Restyles players embedded from `frame` on `site` too, asking for access to that host alone, as `switchOn` does. */
export async function includeFrame(site: Site, frame: Site): Promise<void> {
  const without = (frames: string[]) => frames.filter((host) => host !== frame.host);
  await setFrames(site, (frames) => [...without(frames), frame.host]);
  if (!(await requestAccess(frame))) await setFrames(site, without);
}

/** Switches the site off. What was granted stays granted, so that the next time nothing is asked. */
export const switchOff = (site: Site): Promise<void> => setEnabled(site, false);

/**
 * Restyles the tab until it is left, on the strength of the user's click on the extension alone.
 * @throws where the tab cannot be scripted
 */
export async function firstLook(tabId: number): Promise<void> {
  const message: FirstLook = { type: 'first-look', tabId };
  await browser.runtime.sendMessage(message);
}

/** Calls `fn` whenever any access was granted or withdrawn. */
export function watchAccess(fn: () => void): void {
  browser.permissions.onAdded.addListener(fn);
  browser.permissions.onRemoved.addListener(fn);
}
