/** The shortcuts as they are set, and the way to the browser's page that changes them. */
import browser from 'webextension-polyfill';
import { element } from '../shared/element';
import { WORDS } from './words';

async function show(): Promise<void> {
  const commands = await browser.commands.getAll();
  const entries = commands
    .filter(({ description }) => description)
    .map(({ description = '', shortcut }) => {
      const term = document.createElement('dt');
      term.textContent = description;
      const keys = document.createElement('dd');
      keys.textContent = shortcut || WORDS.noShortcut;
      const entry = document.createElement('div');
      entry.append(term, keys);
      return entry;
    });
  element('shortcuts').replaceChildren(...entries);
}

export async function showShortcuts(): Promise<void> {
  element('change-shortcuts').addEventListener('click', () => {
    // Every browser built on Chromium takes this address for its own.
    void browser.tabs.create({ url: 'chrome://extensions/shortcuts' });
  });
  // Nothing tells of a change, but it is made in another tab.
  document.addEventListener('visibilitychange', () => void show());
  await show();
}
