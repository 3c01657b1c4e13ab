import { describe, expect, it } from 'vitest';
import { changeRule, enlist, modeOf, setEnabled, setEverywhere, setMode, unlist } from '../../../src/settings/rules';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '../../../src/settings/schema';

const settings: Settings = {
  ...DEFAULT_SETTINGS,
  sites: { 'a.example': { enabled: true }, 'b.example': { enabled: true, style: 'comic' } },
};

it('a site switched off whose rule says nothing else is forgotten', () => {
  expect(setEnabled(settings, 'a.example', false).sites).toEqual({ 'b.example': { enabled: true, style: 'comic' } });
});

it('a site switched off keeps what else was chosen for it', () => {
  expect(setEnabled(settings, 'b.example', false).sites['b.example']).toEqual({ enabled: false, style: 'comic' });
});

it('an empty list of players says nothing', () => {
  const off = changeRule(settings, 'c.example', () => ({ enabled: false, frames: [], style: undefined }));
  expect(off.sites).toEqual(settings.sites);
});

it.each(['on', 'off', 'ask'] as const)('a site set to %s is that, and keeps its own look', (mode) => {
  const set = parseSettings(setMode(settings, 'b.example', mode));
  expect(modeOf(set, 'b.example')).toBe(mode);
  expect(set.sites['b.example']?.style).toBe('comic');
});

it('a site nothing was said about asks, and is forgotten when it asks again', () => {
  expect(modeOf(settings, 'c.example')).toBe('ask');
  expect(setMode(setMode(settings, 'c.example', 'off'), 'c.example', 'ask').sites).toEqual(settings.sites);
});

it('a site that is off is not switched on in passing', () => {
  const off = setMode(settings, 'a.example', 'off');
  expect(setEnabled(off, 'a.example', true)).toEqual(off);
});

it('a stored rule that says both on and never is off', () => {
  const both = parseSettings({ sites: { 'a.example': { enabled: true, never: true } } });
  expect(both.sites).toEqual({ 'a.example': { enabled: false, never: true } });
});

describe('every site', () => {
  const everywhere = setEverywhere(DEFAULT_SETTINGS, true);

  it('is on without a rule, and asks again where that is over', () => {
    expect(modeOf(everywhere, 'any.example')).toBe('on');
    expect(modeOf(setEverywhere(everywhere, false), 'any.example')).toBe('ask');
  });

  it('has exceptions: a site that is switched off stays off', () => {
    const off = setEnabled(everywhere, 'a.example', false);
    expect(modeOf(off, 'a.example')).toBe('off');
    expect(modeOf(setMode(off, 'a.example', 'ask'), 'a.example')).toBe('on');
  });
});

it('a hostname is in a list once, and a list without hostnames is forgotten', () => {
  const listed = enlist(
    enlist(enlist(settings, 'a.example', 'media', 'x'), 'a.example', 'media', 'y'),
    'a.example',
    'media',
    'x',
  );
  expect(listed.sites['a.example']).toEqual({ enabled: true, media: ['y', 'x'] });
  expect(unlist(enlist(settings, 'c.example', 'frames', 'x'), 'c.example', 'frames', 'x').sites).toEqual(
    settings.sites,
  );
});
