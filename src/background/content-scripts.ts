/// <reference types="@crxjs/vite-plugin/client" />
/** Where the content script runs: on sites that are switched on and granted, and nowhere else. */
import browser from 'webextension-polyfill';
// biome-ignore lint/style/noRestrictedImports: gives the built file's name, none of its code.
import contentScript from '../content/index.iife.ts?script&iife';
import type { BeginFirstLook } from '../link/messages';
import type { Settings } from '../settings';
import { patternsOf, wantedPatterns } from './patterns';

const SCRIPT_ID = 'inkreel';

async function isGranted(pattern: string): Promise<boolean> {
  try {
    return await browser.permissions.contains({ origins: [pattern] });
  } catch {
    return false;
  }
}

async function grantedPatterns(wanted: string[]): Promise<string[]> {
  const granted = await Promise.all(wanted.map(isGranted));
  return wanted.filter((_, i) => granted[i]);
}

/** Sites that are switched on though access to them was taken back, by the browser's own settings for instance. */
export async function revokedSites(settings: Settings): Promise<string[]> {
  const enabled = Object.keys(settings.sites).filter((host) => settings.sites[host]?.enabled);
  const granted = await Promise.all(enabled.map((host) => grantedPatterns(patternsOf(host))));
  return enabled.filter((_, i) => granted[i]?.length === 0);
}

/** Runs the content script in a tab's frames now; it guards itself against running twice. Frames out of reach are left. */
async function inject(tabId: number): Promise<void> {
  await browser.scripting.executeScript({ target: { tabId, allFrames: true }, files: [contentScript] });
}

async function injectIntoOpenTabs(patterns: string[]): Promise<void> {
  if (patterns.length === 0) return;
  const tabs = await browser.tabs.query({ url: patterns });
  // A tab may be an error page, discarded, or gone by now: the registered script takes over at its next load.
  await Promise.allSettled(tabs.map((tab) => (tab.id === undefined ? undefined : inject(tab.id))));
}

let last: Promise<void> = Promise.resolve();

/**
 * Brings the registered content script in line with settings and permissions, and where any site or embedded
 * player is new, injects it at once into open tabs. Idempotent; calls run one after another.
 */
export function syncContentScripts(readSettings: () => Promise<Settings>): Promise<void> {
  last = last
    .catch(() => {})
    .then(async () => {
      const matches = await grantedPatterns(wantedPatterns(await readSettings()));
      const [registered] = await browser.scripting.getRegisteredContentScripts({ ids: [SCRIPT_ID] });
      const before = registered?.matches ?? [];
      const isCurrent =
        registered?.js?.length === 1 && registered.js[0]?.replace(/^\//, '') === contentScript.replace(/^\//, '');
      if (isCurrent && before.join() === matches.join()) return;
      if (registered) await browser.scripting.unregisterContentScripts({ ids: [SCRIPT_ID] });
      if (matches.length > 0) {
        await browser.scripting.registerContentScripts([
          {
            id: SCRIPT_ID,
            js: [contentScript],
            matches,
            allFrames: true,
            matchOriginAsFallback: true,
            runAt: 'document_idle',
            persistAcrossSessions: true,
          },
        ]);
      }
      // Into all of them: a new pattern may be that of a player embedded in a tab of an old one.
      if (matches.some((pattern) => !before.includes(pattern))) await injectIntoOpenTabs(matches);
    });
  return last;
}

/**
 * Styles one tab without switching its site on; needs activeTab for it.
 * @throws where the tab cannot be scripted
 */
export async function beginFirstLook(tabId: number): Promise<void> {
  await inject(tabId);
  const message: BeginFirstLook = { type: 'begin-first-look' };
  await browser.tabs.sendMessage(tabId, message);
}
