import { expect, test } from 'vitest';
import { unwantedPatterns, wantedPatterns } from '../../../src/service-worker/patterns';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/settings/schema';

const settings = (sites: Settings['sites']): Settings => ({ ...DEFAULT_SETTINGS, sites });

test('sites that are on are wanted under both schemes, others are not', () => {
  const wanted = wantedPatterns(settings({ 'b.example': { enabled: true }, 'a.example': { enabled: false } }));
  expect(wanted).toEqual(['http://b.example/*', 'https://b.example/*']);
});

test('a player embedded in two sites is wanted once', () => {
  const rule = { enabled: true, frames: ['player.example'] };
  const wanted = wantedPatterns(settings({ 'a.example': rule, 'b.example': rule }));
  expect(wanted.filter((pattern) => pattern.includes('player'))).toEqual([
    'http://player.example/*',
    'https://player.example/*',
  ]);
});

test('a player of a site set to off is not wanted', () => {
  const sites = {
    'a.example': { enabled: true, frames: ['b.example'] },
    'b.example': { enabled: false, never: true as const },
  };
  expect(wantedPatterns(settings(sites))).toEqual(['http://a.example/*', 'https://a.example/*']);
});

test.each(['*', '*.example', 'a.example/path', 'a.example:80', '', 'a..b', ' a.example'])(
  '%j is no hostname: it would widen or break every other pattern',
  (host) => {
    expect(wantedPatterns(settings({ [host]: { enabled: true } }))).toEqual([]);
  },
);

test.each(['localhost', '127.0.0.1', '[::1]', 'xn--mnchen-3ya.example', 'under_score.example', 'a.example.'])(
  '%s is a hostname',
  (host) => {
    expect(wantedPatterns(settings({ [host]: { enabled: true } }))).toHaveLength(2);
  },
);

test('every site is wanted where the user chose so, but for those that are off, and none while Inkreel is paused', () => {
  const everywhere = { ...settings({ 'a.example': { enabled: false, never: true } }), everywhere: true };
  expect(wantedPatterns(everywhere)).toEqual(['http://*/*', 'https://*/*']);
  expect(unwantedPatterns(everywhere)).toEqual(['http://a.example/*', 'https://a.example/*']);
  expect(wantedPatterns({ ...everywhere, paused: true })).toEqual([]);
});
