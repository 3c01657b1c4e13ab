/** Wires the popup. view.ts decides what it shows. */

import { readSettings, type Settings, watchSettings } from '../../settings';
import { followDebug } from '../../settings/follow-debug';
import { modeOf } from '../../settings/rules';
import { shownLook, styleIds } from '../../settings/shelf';
import type { Site } from '../../settings/site';
import { Lasting } from '../../util/lasting';
import { log } from '../../util/log';
import { message } from '../../words/message';
import { fillWords } from '../../words/page-words';
import { nameOwnStyles } from '../../words/style-names';
import { announce, element, showSwitch } from '../shared/element';
import { offerUndo } from '../shared/undo';
import { tellUnsaved } from '../shared/unsaved';
import { keepWholeHeight } from '../shared/whole-height';
import {
  askAgain,
  endFirstLook,
  firstForeign,
  firstLook,
  include,
  isGranted,
  isIncluded,
  showInWindow,
  switchOff,
  switchOn,
  watchAccess,
} from './access';
import {
  openGraphicsSettings,
  openMakeStyle,
  openReport,
  openSettings,
  openWelcome,
  prepareHost,
  reloadTab,
  restyleCanvas,
  togglePause,
  useAutomaticQuality,
  useFastestQuality,
  useOtherStyle,
} from './actions';
import { showBox } from './box-element';
import { showCamera } from './camera';
import { begunOf, watchDocuments } from './documents';
import { holdForOriginal } from './hold';
import { showLook } from './look';
import { currentTab, inspectTab } from './tab';
import { LiveThumbnails, thumbnailLooks } from './thumbnails';
import type { ActionKind } from './view/action';
import { stepOf } from './view/start-box';
import { type PopupState, UNKNOWN_STATE } from './view/state';
import { isStarting } from './view/status';
import { viewOf } from './view/view';

fillWords();
keepWholeHeight();

const toggle = element<HTMLButtonElement>('toggle');
const original = element<HTMLButtonElement>('original');
const pause = element('pause');

let [tab, settings] = await Promise.all([currentTab(), readSettings()]);
const site = tab?.site;
let silentSince: number | undefined = performance.now();
const [starting, drawing] = [new Lasting(), new Lasting()];
let dropReports = () => {};

const look = showLook(site?.hostname ?? '');
const thumbnails = new LiveThumbnails(look.showLive);
const camera = showCamera(tab?.id);

const state: PopupState = { ...UNKNOWN_STATE, tab };

function showSettings(next: Settings): void {
  // The measured speed of another quality does not predict this one.
  if (next.quality !== settings.quality) dropReports();
  settings = next;
  nameOwnStyles(settings.ownStyles);
  look.show(settings);
  camera.show(settings);
  pause.textContent = message(settings.paused ? 'resume' : 'pause_everywhere');
}

let pattern = site?.pattern;

// Show the look at once: the tab is slower to ask.
showSettings(settings);
// Before anything is waited for, so that no change is lost without a word.
tellUnsaved((now) => {
  state.asking = false;
  showSettings(now);
  void refresh();
});

if (tab) tab = await inspectTab(tab);
state.tab = tab;

/** Finds out which hostnames to ask access for. Loads the large list of public suffixes only where that is needed. */
async function prepareQuestion({ hostname, pattern: own }: Site): Promise<void> {
  const { askedPattern, domainOf } = await import('../../settings/domain');
  state.domain = domainOf(hostname);
  pattern = askedPattern(new URL(own).protocol, hostname);
}

function show(): void {
  const view = viewOf(state);
  element('hostname').textContent = view.hostname;
  element('hostname').title = site?.hostname ?? '';
  showSwitch(toggle, view.toggle.checked);
  toggle.disabled = view.toggle.disabled;
  showBox(view.box, (kind) => void perform(kind));
  original.hidden = !view.canCompare;
  const isFocusLost = view.isResumeInBox && document.activeElement === pause;
  pause.toggleAttribute('data-in-box', view.isResumeInBox);
  if (isFocusLost) document.querySelector<HTMLElement>('#box button')?.focus();
  camera.showState(state);
  element('status').textContent = view.status.text;
  announce(view.status.announcement);
  element('tone').dataset.tone = view.status.tone;
}

/** Forgets the reports of documents, which describe what has ended. No new ones follow. */
function forgetReports(): void {
  state.reports = [];
  dropReports();
}

/** Reads access and the site's mode, then shows everything. */
async function refresh(): Promise<void> {
  state.paused = settings.paused;
  state.camera = settings.camera.enabled;
  state.quality = settings.quality;
  state.style = shownLook(settings, site?.hostname ?? '').style;
  state.styles = styleIds(settings);
  if (tab?.site) {
    state.granted = await isGranted(tab.site);
    if (!state.granted && pattern === tab.site.pattern) await prepareQuestion(tab.site);
    const mode = modeOf(settings, tab.site.hostname);
    if (mode === 'on' && state.mode !== 'on') silentSince = performance.now();
    if (mode !== 'on' && state.mode === 'on') forgetReports();
    state.mode = mode;
    const { embedded } = tab;
    state.embeddedIncluded = embedded !== undefined && (await isIncluded(settings, tab.site, 'frames', embedded));
    state.foreign = await firstForeign(settings, tab.site, state.reports);
  }
  show();
}

async function ask(of: Site): Promise<void> {
  state.asking = true;
  state.firstLook = 'no';
  const answer = switchOn(of, pattern ?? of.pattern);
  show();
  state.refused = !(await answer);
  state.asking = false;
  await refresh();
}

async function takeFirstLook(tabId: number): Promise<void> {
  silentSince = performance.now();
  state.firstLook = 'asked';
  show();
  await firstLook(tabId).catch((error) => {
    log('popup', 'The first look failed', error);
    state.firstLook = 'failed';
  });
  show();
}

async function takeBack(of: Site): Promise<void> {
  await askAgain(of);
  showSettings(await readSettings());
  await refresh();
}

const PERFORM: Record<ActionKind, () => Promise<void> | undefined> = {
  resume: togglePause,
  ask: () => site && ask(site),
  'ask-again': () => site && takeBack(site),
  'first-look': () => tab && takeFirstLook(tab.id),
  'end-look': async () => {
    if (tab) await endFirstLook(tab.id);
    state.firstLook = 'no';
    forgetReports();
    show();
  },
  'include-embedded': () => site && tab?.embedded && include(site, 'frames', tab.embedded),
  'include-media': () => site && state.foreign && include(site, 'media', state.foreign),
  'restyle-canvas': () => tab && restyleCanvas(tab, state.reports),
  window: () => tab && showInWindow(tab.id),
  reload: () => tab && reloadTab(tab),
  'use-automatic': useAutomaticQuality,
  'use-fastest': useFastestQuality,
  'switch-off': () => site && switchOff(site),
  'use-style': () => useOtherStyle(site?.hostname ?? '', state.style, state.styles),
  'graphics-settings': openGraphicsSettings,
  report: () => openReport(tab, state.reports),
  learn: () => openWelcome('#limits'),
  demo: () => openWelcome(),
};

async function perform(kind: ActionKind): Promise<void> {
  // Move the focus first: the button disappears with its box.
  toggle.focus();
  await PERFORM[kind]();
  toggle.focus();
}

toggle.addEventListener('click', () => {
  if (!tab?.site) return;
  void (state.mode === 'on' && state.granted ? switchOff(tab.site) : ask(tab.site));
});
pause.addEventListener('click', () => void togglePause());
offerUndo(element<HTMLButtonElement>('undo'));
element('make-style').addEventListener('click', () => void openMakeStyle());
element('settings').addEventListener('click', () => void openSettings());
element('report').addEventListener('click', () => void openReport(tab, state.reports));

await refresh();
// The first control: the switch, or the button that helps where it cannot be used.
(toggle.disabled ? document.querySelector<HTMLElement>('#box button') : toggle)?.focus();
// Get the graphics card ready before the switch, because its programs take a moment to compile.
if (!state.paused && !toggle.disabled && !(state.mode === 'on' && state.granted)) void prepareHost();
watchSettings((next) => {
  showSettings(next);
  void refresh();
});
watchAccess(() => void refresh());

if (tab?.site) {
  holdForOriginal(original, tab.id);
  dropReports = watchDocuments(tab.id, (answers) => {
    const now = performance.now();
    if (answers.length > 0) silentSince = undefined;
    const reports = begunOf(answers);
    state.reports = reports;
    thumbnails.ask(
      reports.map(({ status }) => status.readable).find((id) => id !== null),
      thumbnailLooks(settings, site?.hostname ?? ''),
    );
    state.silentMs = silentSince === undefined ? 0 : now - silentSince;
    state.startingMs = starting.read(isStarting(reports), now);
    state.drawingMs = drawing.read(isStarting(reports) && stepOf(reports) === 'drawing', now);
    void refresh();
  });
}
void followDebug();
