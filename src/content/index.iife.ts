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
let isReady = false;
let settings: Settings | null = null;

/** A page that never finishes loading is not waited for any longer. */
const MOST_LOADING_MS = 3000;

/** Pages made on a server compare themselves with what their scripts expect while they load: nothing is added until then. */
const pageLoaded = (): Promise<void> =>
  new Promise((done) => {
    if (document.readyState === 'complete') return done();
    window.addEventListener('load', () => done(), { once: true });
    setTimeout(done, MOST_LOADING_MS);
  });

const lookOf = ({ style, strength }: Settings): Look => ({ style, strength });

function apply(): void {
  if (!settings || !isReady) return;
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
  void Promise.all([readSettings(), pageLoaded()]).then(([read]) => {
    isReady = true;
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
