import { expect, it, vi } from 'vitest';
import { kindOf } from '../../../../src/pages/popup/tab';

vi.mock('webextension-polyfill', () => ({ default: {} }));

it.each([
  ['https://www.example.org/watch', 'page'],
  ['http://127.0.0.1:8080/', 'page'],
  ['https://chromewebstore.google.com/detail/x', 'store'],
  ['https://chrome.google.com/webstore/detail/x', 'store'],
  ['https://chrome.google.com/', 'page'],
  ['https://addons.mozilla.org/firefox/', 'store'],
  ['file:///home/a/b.mp4', 'file'],
  ['chrome://extensions/', 'browser'],
  ['chrome-extension://abc/popup.html', 'browser'],
  ['', 'browser'],
])('%s is of kind %s', (url, kind) => {
  expect(kindOf(url)).toBe(kind);
});
