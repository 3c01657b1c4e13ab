/// <reference types="@crxjs/vite-plugin/client" />
/** Where scripts run in pages: on sites that are switched on and granted, and nowhere else. */
import browser, { type Scripting } from 'webextension-polyfill';
import contentScript from '../content-script/index.iife.ts?script&iife';
import cameraScript from '../page-world/index.iife.ts?script&iife';
import type { BeginFirstLook } from '../protocol/runtime';
import type { Settings } from '../settings';
import { grantedPatterns } from '../settings/granted';
import { logged } from '../util/log';
import { wantedPatterns } from './patterns';
import { register } from './registration';

/** In frames that have no address of their own too; pages keep what they got of it when they were loaded. */
const EVERYWHERE = { allFrames: true, matchOriginAsFallback: true, persistAcrossSessions: true };

const CONTENT = { id: 'inkreel', js: [contentScript], runAt: 'document_idle', ...EVERYWHERE } as const;

/** Before any script of the page, in the page's own world. */
const CAMERA = {
  id: 'inkreel-camera',
  js: [cameraScript],
  runAt: 'document_start',
  world: 'MAIN',
  ...EVERYWHERE,
} as const;

type Injection = Pick<Scripting.ScriptInjection, 'files' | 'world'>;

/** Runs a script in a tab's frames now; each guards itself against running twice. Frames out of reach are left. */
async function inject(tabId: number, script: Injection): Promise<void> {
  await browser.scripting.executeScript({ target: { tabId, allFrames: true }, injectImmediately: true, ...script });
}

async function injectIntoOpenTabs(patterns: string[], script: Injection): Promise<void> {
  if (patterns.length === 0) return;
  const tabs = await browser.tabs.query({ url: patterns });
  // A tab may be an error page, discarded, or gone by now: the registered script takes over at its next load.
  const left = logged('scripts', 'A tab cannot be scripted', undefined);
  await Promise.all(tabs.map((tab) => (tab.id === undefined ? undefined : inject(tab.id, script).catch(left))));
}

let last: Promise<void> = Promise.resolve();

/**
 * Brings the registered scripts in line with settings and permissions, and where any site or embedded player is new,
 * injects them at once into open tabs. Idempotent; calls run one after another.
 */
export function syncContentScripts(readSettings: () => Promise<Settings>): Promise<void> {
  last = last.catch(logged('scripts', 'The registration before failed', undefined)).then(async () => {
    const settings = await readSettings();
    const matches = await grantedPatterns(wantedPatterns(settings));
    const cameraMatches = settings.camera.enabled ? matches : [];
    // Into all of them: a new pattern may be that of a player embedded in a tab of an old one. The camera's first: there
    // it waits for the other.
    if (await register({ ...CAMERA, js: [...CAMERA.js], matches: cameraMatches }))
      await injectIntoOpenTabs(cameraMatches, { files: [cameraScript], world: 'MAIN' });
    if (await register({ ...CONTENT, js: [...CONTENT.js], matches }))
      await injectIntoOpenTabs(matches, { files: [contentScript] });
  });
  return last;
}

/**
 * Styles one tab without switching its site on; needs activeTab for it.
 * @throws where the tab cannot be scripted
 */
export async function beginFirstLook(tabId: number): Promise<void> {
  await inject(tabId, { files: [contentScript] });
  const message: BeginFirstLook = { type: 'begin-first-look' };
  await browser.tabs.sendMessage(tabId, message);
}
