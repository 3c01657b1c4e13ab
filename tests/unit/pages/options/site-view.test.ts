import { expect, it, vi } from 'vitest';
import { hostnameIn, isUsed, summaryOf } from '../../../../src/pages/options/site-view';
import { DEFAULT_SETTINGS, type Settings } from '../../../../src/settings/schema';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const settings: Settings = {
  ...DEFAULT_SETTINGS,
  strength: 0.8,
  sites: {
    'plain.example': { enabled: true },
    'own.example': { enabled: true, style: 'comic', frames: ['a.example'], media: ['b.example', 'c.example'] },
  },
};

it.each([
  ['plain.example', 'No look of its own'],
  ['unknown.example', 'No look of its own'],
  ['own.example', 'Comic, 80% · 1 embedded player · videos from 2 other sites'],
])('a line tells what is special about %s', (host, line) => {
  expect(summaryOf(settings, host)).toBe(line);
});

it.each([
  ['www.example.com', 'www.example.com'],
  ['  WWW.Example.com/watch?v=1 ', 'www.example.com'],
  ['http://localhost:8080/', 'localhost'],
  ['intranet', 'intranet'],
  ['https://user:secret@a.example/', 'a.example'],
  ['münchen.example', 'xn--mnchen-3ya.example'],
  ['[::1]', '[::1]'],
])('a site is taken out of “%s”', (typed, host) => {
  expect(hostnameIn(typed)).toBe(host);
});

it.each(['', '   ', 'two words', 'com', 'co.uk', '*.example.com', 'file:///a/b', 'chrome://extensions', 'https://'])(
  'there is no site in “%s”',
  (typed) => {
    expect(hostnameIn(typed)).toBeUndefined();
  },
);

it('access to a host is used by a rule about it and by sites that restyle what comes from there', () => {
  const used = ['plain.example', 'a.example', 'c.example', 'd.example'].map((host) => isUsed(settings, host));
  expect(used).toEqual([true, true, true, false]);
});
