/// <reference types="@crxjs/vite-plugin/client" />
/** Registers the scripts for pages of sites that are switched on and granted, and for no others. */
import browser, { type Scripting } from 'webextension-polyfill';
import contentScript from '../content-script/index.iife.ts?script&iife';
import cameraScript from '../page-world/index.iife.ts?script&iife';
import { ensureHost } from '../platform/background';
import type { ChangeFirstLook } from '../protocol/runtime';
import type { Settings } from '../settings';
import { grantedPatterns } from '../settings/granted';
import { logged } from '../util/log';
import { unwantedPatterns, wantedPatterns } from './patterns';
import { register } from './registration';

/** Includes iframes without an address of their own. */
const EVERYWHERE = { allFrames: true, matchOriginAsFallback: true, persistAcrossSessions: true };

const CONTENT = { id: 'inkreel', js: [contentScript], runAt: 'document_idle', ...EVERYWHERE } as const;

/** Runs before any script of the page, in the page's own world. */
const CAMERA = {
  id: 'inkreel-camera',
  js: [cameraScript],
  runAt: 'document_start',
  world: 'MAIN',
  ...EVERYWHERE,
} as const;

type Injection = Pick<Scripting.ScriptInjection, 'files' | 'world'>;

/** Runs a script in all documents of a tab now, except those out of reach. Scripts guard themselves against running twice. */
async function inject(tabId: number, script: Injection): Promise<void> {
  await browser.scripting.executeScript({ target: { tabId, allFrames: true }, injectImmediately: true, ...script });
}

/** @param prepare called where somebody looks at one of the tabs */
async function injectIntoOpenTabs(patterns: string[], script: Injection, prepare = () => {}): Promise<void> {
  if (patterns.length === 0) return;
  const tabs = await browser.tabs.query({ url: patterns });
  if (tabs.some(({ active }) => active)) prepare();
  // Log failures only: a tab may be an error page, discarded or gone. The registered script runs at its next load.
  const left = logged('scripts', 'A tab cannot be scripted', undefined);
  await Promise.all(tabs.map((tab) => (tab.id === undefined ? undefined : inject(tab.id, script).catch(left))));
}

/** Opens the host while the script looks for a video: a user who switches a page on looks at one, as a rule. */
function openHost(): void {
  ensureHost().catch(logged('scripts', 'The host does not open', undefined));
}

let last: Promise<void> = Promise.resolve();

/**
 * Brings the registered scripts in line with settings and permissions. Where a site or an embedded player is new,
 * injects them at once into open tabs. Idempotent; calls run one after another.
 * @param isReloaded whether open pages may hold scripts of an extension that has ended: injects into all of them then
 */
export function syncContentScripts(readSettings: () => Promise<Settings>, isReloaded = false): Promise<void> {
  last = last.catch(logged('scripts', 'The registration before failed', undefined)).then(async () => {
    const settings = await readSettings();
    const matches = await grantedPatterns(wantedPatterns(settings));
    const excludeMatches = unwantedPatterns(settings);
    const cameraMatches = settings.camera.enabled ? matches : [];
    // Inject into tabs of old patterns too: a new pattern may belong to a player embedded in one. Inject the camera script
    // first, because it waits for the other.
    const isCameraNew = await register({ ...CAMERA, js: [...CAMERA.js], matches: cameraMatches, excludeMatches });
    if (isCameraNew || isReloaded) await injectIntoOpenTabs(cameraMatches, { files: [cameraScript], world: 'MAIN' });
    const isNew = await register({ ...CONTENT, js: [...CONTENT.js], matches, excludeMatches });
    if (isNew || isReloaded)
      await injectIntoOpenTabs(matches, { files: [contentScript] }, isReloaded ? undefined : openHost);
  });
  return last;
}

/**
 * Styles one tab without switching its site on. Needs activeTab.
 * @throws where the tab cannot be scripted
 */
export async function beginFirstLook(tabId: number): Promise<void> {
  await inject(tabId, { files: [contentScript] });
  const message: ChangeFirstLook = { type: 'begin-first-look' };
  await browser.tabs.sendMessage(tabId, message);
}
