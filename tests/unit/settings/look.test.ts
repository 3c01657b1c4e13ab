import { describe, expect, it } from 'vitest';
import { changeLook, drawnLook, lookOf, nextStyle, setOwnLook, stepStrength } from '../../../src/settings/look';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/settings/schema';

const UNCHANGED = { keepColours: false, lineWeight: 0 };

const settings: Settings = {
  ...DEFAULT_SETTINGS,
  style: 'anime',
  strength: 0.8,
  sites: {
    'plain.example': { enabled: true },
    'own.example': { enabled: true, style: 'comic', strength: 0.5 },
    'half.example': { enabled: true, style: 'tahiti' },
  },
};

describe('the look of a site', () => {
  it.each([
    ['plain.example', { style: 'anime', strength: 0.8, ...UNCHANGED }],
    ['unknown.example', { style: 'anime', strength: 0.8, ...UNCHANGED }],
    ['own.example', { style: 'comic', strength: 0.5, ...UNCHANGED }],
    ['half.example', { style: 'tahiti', strength: 0.8, ...UNCHANGED }],
  ])('is its own, or where it has none everybody’s: %s', (site, look) => {
    expect(lookOf(settings, site)).toEqual(look);
  });

  it('is changed for that site alone where it is its own', () => {
    const changed = changeLook(settings, 'own.example', { strength: 1 });
    expect(changed).toEqual({
      ...settings,
      sites: { ...settings.sites, 'own.example': { enabled: true, style: 'comic', strength: 1 } },
    });
  });

  it('is changed for all others where it has none of its own', () => {
    expect(changeLook(settings, 'plain.example', { style: 'comic' })).toEqual({ ...settings, style: 'comic' });
  });
});

describe('a look of its own', () => {
  it('is at first the one the site has', () => {
    const own = setOwnLook(settings, 'plain.example', true);
    expect(own.sites['plain.example']).toEqual({
      enabled: true,
      style: 'anime',
      strength: 0.8,
      ...UNCHANGED,
    });
    const others = { style: 'comic', strength: 0, keepColours: true, lineWeight: 1 };
    expect(lookOf({ ...own, ...others }, 'plain.example')).toEqual({ style: 'anime', strength: 0.8, ...UNCHANGED });
  });

  it('can be had by a site that is not on', () => {
    expect(setOwnLook(settings, 'new.example', true).sites['new.example']).toMatchObject({ enabled: false });
  });

  it('taken back leaves the rest of the rule', () => {
    expect(setOwnLook(settings, 'own.example', false).sites['own.example']).toEqual({ enabled: true });
    expect(lookOf(setOwnLook(settings, 'half.example', false), 'half.example').style).toBe('anime');
  });

  it('taken back from a site that has nothing else is forgotten', () => {
    const own = setOwnLook(settings, 'new.example', true);
    expect(setOwnLook(own, 'new.example', false).sites).toEqual(settings.sites);
  });
});

describe('a look as it is drawn', () => {
  const look = { strength: 1, keepColours: true, lineWeight: 0.5 };

  it.each([
    ['a drawn style has both', 'comic', { keepColours: true, lineWeight: 0.5 }],
    ['a painting has no lines', 'tahiti', { keepColours: true, lineWeight: 0 }],
    ['ink has no colours', 'manga', { keepColours: false, lineWeight: 0.5 }],
    ['a style of the user’s own has no lines', 'own-0123456789ab', { keepColours: true, lineWeight: 0 }],
  ])('%s', (_, style, drawn) => {
    expect(drawnLook({ ...look, style })).toMatchObject(drawn);
  });
});

describe('the next style', () => {
  it('is the one after in the list, the first after the last, and the first where the style is gone', () => {
    const all = ['a', 'b', 'c'];
    expect(['a', 'b', 'c', 'gone'].map((style) => nextStyle(style, all))).toEqual(['b', 'c', 'a', 'a']);
  });
});

describe('a step of the strength', () => {
  it('goes by tenths from 0 to 1 and back, and no further', () => {
    const walk = (from: number, direction: 1 | -1) => {
      const seen = [from];
      for (let i = 0; i < 11; i++) seen.push(stepStrength(seen.at(-1)!, direction));
      return seen;
    };
    const up = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1];
    expect(walk(0, 1)).toEqual(up);
    expect(walk(1, -1)).toEqual([...up.slice(0, -1).reverse(), 0]);
  });

  it('from in between leads to the nearest tenth that way', () => {
    expect([stepStrength(0.84, 1), stepStrength(0.84, -1)]).toEqual([0.9, 0.8]);
  });
});
