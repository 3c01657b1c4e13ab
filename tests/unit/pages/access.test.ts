/** Firefox takes a question for access only from the click itself: every function that asks must do so before it awaits. */
import { beforeEach, expect, test, vi } from 'vitest';

const asked = vi.hoisted(() => ({ questions: [] as object[], messages: [] as object[] }));

vi.mock('webextension-polyfill', () => {
  // The user does not answer.
  const request = (question: object) => {
    asked.questions.push(question);
    return new Promise<boolean>(() => {});
  };
  vi.stubGlobal('chrome', { permissions: { request } });
  return {
    default: {
      permissions: { request, contains: async () => false, getAll: async () => ({}) },
      runtime: {
        sendMessage: async (message: object) => {
          asked.messages.push(message);
        },
      },
      storage: {
        local: { get: async () => ({}), set: async () => {} },
        session: { get: async () => ({}), set: async () => {} },
        onChanged: { addListener: () => {} },
      },
    },
  };
});

const popup = await import('../../../src/pages/popup/access');
const { askForAccess } = await import('../../../src/pages/options/access');
const { askForEverySite } = await import('../../../src/pages/shared/every-site');
const { siteOf } = await import('../../../src/settings/site');

const site = siteOf('https://a.example/watch')!;
const other = siteOf('https://player.example/')!;

beforeEach(() => {
  asked.questions = [];
  asked.messages = [];
});

test.each<[string, () => Promise<unknown>, object]>([
  ['switching a site on', () => popup.switchOn(site, site.pattern), { origins: ['https://a.example/*'] }],
  ['an embedded player', () => popup.include(site, 'frames', other), { origins: ['https://player.example/*'] }],
  ['a copy of a video', () => popup.include(site, 'media', other), { origins: ['https://player.example/*'] }],
  ['a window', () => popup.showInWindow(1), { permissions: ['tabCapture'] }],
  [
    "a site in the settings' list",
    () => askForAccess('a.example'),
    { origins: ['http://*.a.example/*', 'https://*.a.example/*'] },
  ],
  ['every site', askForEverySite, { origins: ['http://*/*', 'https://*/*'] }],
])('%s asks within the click', (_, ask, question) => {
  void ask();
  expect(asked.questions).toEqual([question]);
});

test('what access is asked for is told to the service worker within the click too, as its question may close the popup', () => {
  void popup.switchOn(site, site.pattern);
  void popup.include(site, 'frames', other);
  expect(asked.messages).toEqual([
    { type: 'want-access', site: 'a.example', listed: null },
    { type: 'want-access', site: 'a.example', listed: { list: 'frames', hostname: 'player.example' } },
  ]);
});
