/** Wires the options page. Stores every change at once. */
import browser from 'webextension-polyfill';
import { readSettings, type Settings, updateSettings, watchSettings } from '../../settings';
import { followDebug } from '../../settings/follow-debug';
import type { Quality } from '../../settings/schema';
import { message } from '../../words/message';
import { fillWords } from '../../words/page-words';
import { nameOwnStyles } from '../../words/style-names';
import { element, showSwitch } from '../shared/element';
import { offerUndo } from '../shared/undo';
import { tellUnsaved } from '../shared/unsaved';
import { showEverywhere } from './everywhere';
import { offerFiles } from './file';
import { showHoldKey } from './keys/hold-key';
import { showShortcuts } from './keys/shortcuts';
import { offerLearning } from './learning/make-style';
import { offerLooks } from './looks/looks';
import { offerReport } from './report/report';
import { offerReset } from './reset';
import { SiteList } from './sites';
import { offerStyles, takeLearned } from './styles/add-style';
import { ShelfList } from './styles/shelf-list';
import { toggleSync } from './sync';

fillWords();

const announcement = element('announcement');

/** Announces a text. Clears it afterwards, so that a screen reader does not find it again. */
function announce(text: string): void {
  announcement.textContent = text;
  setTimeout(() => announcement.textContent === text && announcement.replaceChildren(), 2000);
}

let settings = await readSettings();
// Before the first control answers, so that no change is lost without a word.
tellUnsaved((now) => void show(now));
const sites = new SiteList(announce);
const isPrivate = chrome.extension.inIncognitoContext;
const learning = isPrivate ? undefined : await offerLearning(takeLearned);
const shelf = new ShelfList(announce, (source) => learning?.again(source));
const quality = element('quality');
const playerButton = element('player-button');
const debug = element('debug');
const sync = element('sync');
const paused = element('paused');
const showWhere = showEverywhere();
const showLooks = offerLooks();
const showKey = await showHoldKey();

async function show(next: Settings): Promise<void> {
  settings = next;
  nameOwnStyles(settings.ownStyles);
  for (const radio of quality.querySelectorAll('input')) radio.checked = radio.value === settings.quality;
  showLooks(settings);
  shelf.show(settings);
  showWhere(settings);
  showKey(settings.holdKey);
  showSwitch(playerButton, settings.playerButton);
  showSwitch(debug, settings.debug);
  showSwitch(sync, settings.sync);
  showSwitch(paused, settings.paused);
  await sites.show(settings);
}

quality.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement) void updateSettings((now) => ({ ...now, quality: target.value as Quality }));
});
playerButton.addEventListener(
  'click',
  () => void updateSettings((now) => ({ ...now, playerButton: !now.playerButton })),
);
debug.addEventListener('click', () => void updateSettings((now) => ({ ...now, debug: !now.debug })));
paused.addEventListener('click', () => void updateSettings((now) => ({ ...now, paused: !now.paused })));
sync.addEventListener('click', () => void toggleSync());
offerUndo(element<HTMLButtonElement>('undo-last'));
offerFiles();
offerStyles(shelf, (file) => learning?.picture(file));
element<HTMLButtonElement>('make-choose').disabled = isPrivate;
offerReset();
element('version').textContent = message('version', browser.runtime.getManifest().version);
watchSettings((next) => void show(next));
browser.permissions.onAdded.addListener(() => void show(settings));
browser.permissions.onRemoved.addListener(() => void show(settings));
await Promise.all([show(settings), showShortcuts(), offerReport()]);
void followDebug();
