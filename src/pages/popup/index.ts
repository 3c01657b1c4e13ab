/** Wires the popup. view.ts decides what it shows. */
import browser from 'webextension-polyfill';
import { readSettings, type Settings, watchSettings } from '../../settings';
import { followDebug } from '../../settings/follow-debug';
import { modeOf } from '../../settings/rules';
import { type Site, siteOf } from '../../settings/site';
import { log } from '../../util/log';
import { element, showSwitch } from '../shared/element';
import { tellUnsaved } from '../shared/unsaved';
import {
  askAgain,
  firstLook,
  include,
  isGranted,
  isIncluded,
  showInWindow,
  switchOff,
  switchOn,
  watchAccess,
} from './access';
import { showCamera } from './camera';
import { watchFrames } from './frames';
import { holdForOriginal } from './hold';
import { showLook } from './look';
import { currentTab } from './tab';
import { type PopupState, viewOf } from './view';
import { WORDS } from './words';

const toggle = element<HTMLButtonElement>('toggle');
const offer = element('offer');
const original = element<HTMLButtonElement>('original');

const [tab, stored] = await Promise.all([currentTab(), readSettings()]);
let settings = stored;
let answeredAt = performance.now();
const state: PopupState = {
  tab,
  mode: 'ask',
  granted: false,
  asking: false,
  refused: false,
  firstLook: 'no',
  reports: [],
  silentMs: 0,
  frameIncluded: false,
  foreign: undefined,
};

function say(id: string, text: string): void {
  element(id).textContent = text;
}

let announced = '';

/** Announces a change once. Clears the text afterwards, so that a screen reader does not read it beside the status line. */
function announce(text: string): void {
  if (text === announced) return;
  announced = text;
  say('announcement', text);
  setTimeout(() => announced === text && say('announcement', ''), 2000);
}

function show(): void {
  const view = viewOf(state);
  element('host').hidden = view.host === '';
  say('host', view.host);
  showSwitch(toggle, view.toggle.checked);
  toggle.disabled = view.toggle.disabled;
  offer.hidden = view.offer === undefined;
  say('offer-text', view.offer?.text ?? '');
  say('offer-button', view.offer?.label ?? '');
  element('capture').hidden = !view.canCapture;
  original.hidden = !view.canCompare;
  say('status', view.status.text);
  announce(view.status.announcement);
  element('tone').dataset.tone = view.status.tone;
}

const showCurrentLook = showLook(tab?.site?.host ?? '');
const showCurrentCamera = showCamera();

function showSettings(next: Settings): void {
  settings = next;
  showCurrentLook(settings);
  showCurrentCamera(settings.camera);
}

/** Returns the first reported site whose videos the page may not read and which is not included yet. */
async function firstForeign(site: Site): Promise<Site | undefined> {
  for (const origin of new Set(state.reports.flatMap(({ status }) => status.foreign))) {
    const foreign = siteOf(origin);
    if (foreign && !(await isIncluded(settings, site, 'media', foreign))) return foreign;
  }
  return undefined;
}

/** Reads access and the site's mode, then shows everything. */
async function refresh(): Promise<void> {
  if (tab?.site) {
    state.granted = await isGranted(tab.site);
    const mode = modeOf(settings, tab.site.host);
    if (mode === 'on' && state.mode !== 'on') answeredAt = performance.now();
    state.mode = mode;
    const { site, embedded } = tab;
    state.frameIncluded = embedded !== undefined && (await isIncluded(settings, site, 'frames', embedded));
    state.foreign = await firstForeign(site);
  }
  show();
}

toggle.addEventListener('click', async () => {
  if (!tab?.site) return;
  if (state.mode === 'on' && state.granted) return switchOff(tab.site);
  state.asking = true;
  state.firstLook = 'no';
  const answer = switchOn(tab.site);
  show();
  state.refused = !(await answer);
  state.asking = false;
  await refresh();
});

async function takeFirstLook(tabId: number): Promise<void> {
  answeredAt = performance.now();
  state.firstLook = 'asked';
  show();
  await firstLook(tabId).catch((error) => {
    log('popup', 'The first look failed', error);
    state.firstLook = 'failed';
  });
  show();
}

element('offer-button').addEventListener('click', async () => {
  if (!tab?.site) return;
  const kind = viewOf(state).offer?.kind;
  // Move the focus first: the button disappears with its offer.
  toggle.focus();
  if (kind === 'first-look') await takeFirstLook(tab.id);
  if (kind === 'ask-again') {
    await askAgain(tab.site);
    showSettings(await readSettings());
    await refresh();
    toggle.focus();
  }
  if (kind === 'include-frame' && tab.embedded) await include(tab.site, 'frames', tab.embedded);
  if (kind === 'include-media' && state.foreign) await include(tab.site, 'media', state.foreign);
});

say('capture-text', WORDS.capture);
say('capture-button', WORDS.captureButton);
element('capture-button').addEventListener('click', () => tab && void showInWindow(tab.id));

element('settings').addEventListener('click', async () => {
  await browser.runtime.openOptionsPage();
  window.close();
});

showSettings(settings);
await refresh();
tellUnsaved((now) => {
  state.asking = false;
  showSettings(now);
  void refresh();
});
watchSettings((next) => {
  showSettings(next);
  void refresh();
});
watchAccess(() => void refresh());
if (tab?.site) {
  holdForOriginal(original, tab.id);
  watchFrames(tab.id, (reports) => {
    const now = performance.now();
    if (reports.length > 0) answeredAt = now;
    state.reports = reports;
    state.silentMs = now - answeredAt;
    void refresh();
  });
}
void followDebug();
