/** Content script, one a frame: runs the restyler while its site is switched on, and answers the popup. */
import browser from 'webextension-polyfill';
import type { Look } from '../link/messages';
import { parseBeginFirstLook } from '../link/validate';
import { readSettings, type Settings, watchSettings } from '../settings';
import { isWanted } from '../settings/site';
import { Restyler } from '../video/restyler';
import { currentHost, currentSite } from './site';
import { answerStatus } from './status';

declare global {
  /** In this extension's own world of the page only: set once the script runs. */
  var inkreelIsRunning: boolean | undefined;
}

const site = currentSite();
const host = currentHost();
let restyler: Restyler | null = null;
let isFirstLook = false;
let settings: Settings | null = null;

const lookOf = ({ style, strength }: Settings): Look => ({ style, strength });

function apply(): void {
  if (!settings) return;
  if (!isFirstLook && !isWanted(settings, site, host)) {
    restyler?.stop();
    restyler = null;
  } else if (restyler) {
    restyler.setLook(lookOf(settings));
  } else {
    restyler = new Restyler(lookOf(settings), (element) => chrome.dom.openOrClosedShadowRoot(element));
  }
}

function run(): void {
  const onSettings = (changed: Settings) => {
    // The user's word on this site ends the first look.
    if (changed.sites[site]?.enabled !== settings?.sites[site]?.enabled) isFirstLook = false;
    settings = changed;
    apply();
  };
  watchSettings(onSettings);
  void readSettings().then((read) => {
    settings ??= read;
    apply();
  });
  browser.runtime.onMessage.addListener((message: unknown) => {
    if (!parseBeginFirstLook(message)) return undefined;
    isFirstLook = true;
    apply();
    return Promise.resolve(true);
  });
  answerStatus(() => restyler?.status);
}

if (!globalThis.inkreelIsRunning) {
  globalThis.inkreelIsRunning = true;
  run();
}
