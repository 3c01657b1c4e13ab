/** Lists the shortcuts and links to the browser's page that changes them. */
import browser from 'webextension-polyfill';
import { openShortcutsPage } from '../../../platform/browser-pages';
import { message } from '../../../words/message';
import { element } from '../../shared/element';
import { keyCaps } from './key-caps';
import { shortcutInMarks } from './names';

/** Names of the commands in the order of their use. */
const ORDER = [
  'toggle-site',
  'next-style',
  'previous-style',
  'strength-up',
  'strength-down',
  'compare',
  'save-picture',
  'pause',
];

/** Place of a command in the list; last, if the manifest names one that is missing here. */
const placeOf = ({ name = '' }: { name?: string }): number => {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
};

async function show(): Promise<void> {
  const commands = await browser.commands.getAll();
  const entries = commands
    .filter(({ description }) => description)
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map(({ description = '', shortcut }) => {
      const term = document.createElement('dt');
      term.textContent = description;
      const keys = document.createElement('dd');
      if (shortcut) keys.append(...keyCaps(shortcutInMarks(shortcut)));
      else keys.textContent = message('shortcut_not_set');
      const entry = document.createElement('div');
      entry.append(term, keys);
      return entry;
    });
  element('shortcuts').replaceChildren(...entries);
}

/** Shows the shortcuts and keeps them current. */
export async function showShortcuts(): Promise<void> {
  element('change-shortcuts').addEventListener('click', () => {
    void openShortcutsPage();
  });
  // No event reports a change. The user makes it in another tab, so read again on return.
  document.addEventListener('visibilitychange', () => void show());
  await show();
}
