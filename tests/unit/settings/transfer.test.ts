import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/settings/schema';
import { exportSettings, importSettings } from '../../../src/settings/transfer';

const settings: Settings = {
  style: 'comic',
  strength: 0.4,
  keepColours: true,
  lineWeight: -0.3,
  quality: 'M',
  holdKey: 'KeyQ',
  playerButton: false,
  everywhere: true,
  paused: true,
  sync: false,
  debug: true,
  camera: { enabled: true, style: 'tahiti', strength: 0.7, keepColours: true, lineWeight: 0.4 },
  ownStyles: [{ id: 'own-0123456789ab', name: 'Fjord', licence: 'CC BY 4.0', pace: 'heavy' }],
  styleOrder: ['comic', 'anime'],
  favourites: ['own-0123456789ab'],
  sites: {
    'on.example': {
      enabled: true,
      style: 'anime',
      strength: 0.2,
      lineWeight: 1,
      frames: ['player.example'],
      media: ['cdn.example'],
    },
    'never.example': { enabled: false, never: true },
  },
};

const file = (change: object) => JSON.stringify({ inkreel: 1, settings: { ...settings, ...change } });

describe('a file of settings', () => {
  it('gives back all that was written', () => {
    expect(importSettings(exportSettings(settings))).toEqual({ settings, styles: [], leftOut: [], beyond: 0 });
    const styles = [{ id: 'own-0123456789ab', file: 'AAAA', picture: 'AA==' }];
    expect(importSettings(exportSettings(settings, styles))).toEqual({ settings, styles, leftOut: [], beyond: 0 });
  });

  it('leaves what it does not name as before anything was chosen', () => {
    expect(importSettings('{"inkreel":1,"settings":{"strength":0.5}}')).toEqual({
      settings: { ...DEFAULT_SETTINGS, strength: 0.5 },
      styles: [],
      leftOut: [],
      beyond: 0,
    });
  });

  it('leaves out sites whose names or rules are none, and names them', () => {
    const good = { enabled: true };
    const sites = { 'a.example': good, '1.2.3.999': good, '': good, 'b.example': null };
    expect(importSettings(file({ sites }))).toMatchObject({
      settings: { sites: { 'a.example': good } },
      leftOut: ['1.2.3.999', '', 'b.example'],
    });
  });

  it('leaves out the oldest of more sites than are kept, and counts them', () => {
    const sites = Object.fromEntries(Array.from({ length: 40_003 }, (_, i) => [`s${i}.example`, { enabled: true }]));
    const imported = importSettings(file({ sites }));
    if (typeof imported !== 'object' || 'path' in imported) throw new Error('The file was refused.');
    expect(imported).toMatchObject({ beyond: 38_003, leftOut: [] });
    expect(Object.keys(imported.settings.sites)).toContain('s40002.example');
    expect(Object.keys(imported.settings.sites)).not.toContain('s38002.example');
  });

  it.each(['{"inkreel":2,"settings":{}}', '{"inkreel":7,"looks":[]}'])(
    'of a later version is told apart, whatever it holds: %s',
    (text) => {
      expect(importSettings(text)).toBe('newer');
    },
  );

  it.each([
    ['no JSON', 'strength: 1'],
    ['nothing', ''],
    ['another program’s JSON', '{"strength":0.5}'],
    ['a list', '[1]'],
    ['a version there never was', '{"inkreel":0,"settings":{}}'],
    ['half a version', '{"inkreel":1.5,"settings":{}}'],
    ['settings that are a list', '{"inkreel":1,"settings":[1]}'],
    [
      'too much',
      file({ sites: Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`${i}`.padEnd(250_000), {}])) }),
    ],
  ])('is refused as a whole where it holds %s', (_, text) => {
    expect(importSettings(text)).toBeUndefined();
  });

  it.each<[string, string, string[], unknown]>([
    ['a strength beyond 1', file({ strength: 7 }), ['strength'], 7],
    ['a size there is not', file({ quality: 'XL' }), ['quality'], 'XL'],
    ['a setting there is not', file({ colour: 'red' }), ['colour'], 'red'],
    [
      'a broken camera',
      file({ camera: { enabled: 'yes', style: 'anime', strength: 1 } }),
      ['camera', 'enabled'],
      'yes',
    ],
    ['a broken favourite', file({ favourites: ['<b>', 'anime'] }), ['favourites', '0'], '<b>'],
    [
      'a broken look of a site',
      file({ sites: { 'a.example': { enabled: true, style: '<b>' } } }),
      ['sites', 'a.example', 'style'],
      '<b>',
    ],
    [
      'a site both on and never',
      file({ sites: { 'a.example': { enabled: true, never: true } } }),
      ['sites', 'a.example', 'enabled'],
      true,
    ],
    [
      'a broken list of players',
      file({ sites: { 'a.example': { enabled: true, frames: [1] } } }),
      ['sites', 'a.example', 'frames', '0'],
      1,
    ],
    [
      'a prototype',
      '{"inkreel":1,"settings":{"sites":{"a.example":{"enabled":true,"__proto__":{"never":true}}}}}',
      ['sites', 'a.example', '__proto__'],
      { never: true },
    ],
  ])('is refused as a whole where it holds %s, and tells where', (_, text, path, value) => {
    expect(importSettings(text)).toEqual({ path, value });
  });
});
