import { describe, expect, it } from 'vitest';
import { previewOf } from '../../../../src/pages/options/import-preview';
import { withKnownStyles } from '../../../../src/settings/known-styles';
import { DEFAULT_SETTINGS, type Settings } from '../../../../src/settings/schema';

const rule = { enabled: true };
const next: Settings = { ...DEFAULT_SETTINGS, quality: 'M', sites: { 'a.example': rule, 'b.example': rule } };
const imported = { settings: next, styles: [], leftOut: [], beyond: 0 };
const withoutIsolates = (lines: string[]) => lines.map((line) => line.replaceAll(/[\u2068\u2069]/g, ''));

describe('the preview of an import', () => {
  it('tells each setting from what to what', () => {
    const other: Settings = {
      ...DEFAULT_SETTINGS,
      style: 'comic',
      strength: 0.8,
      lineWeight: 0.3,
      quality: 'M',
      holdKey: '',
      everywhere: true,
      camera: { ...DEFAULT_SETTINGS.camera, strength: 0.5, keepColours: true },
      favourites: ['manga', 'pencil'],
    };
    expect(previewOf(DEFAULT_SETTINGS, other, imported)).toEqual([
      'Style: Anime → Comic',
      'Strength: 100% → 80%',
      'Line weight: Normal → +30%',
      'Quality: Automatic → High',
      'Show the original: Left of 1 → None',
      'Every site with a video: Off → On',
      'My camera: Off, Anime, 100% → Off, Anime, 50%, Keep colours',
      'Favourites: – → Manga, Pencil',
    ]);
  });

  it('names the sites that are added, changed and removed, with what Inkreel does there', () => {
    const now: Settings = {
      ...DEFAULT_SETTINGS,
      sites: { 'b.example': { enabled: false, never: true }, 'c.example': rule },
    };
    expect(withoutIsolates(previewOf(now, { ...next, quality: 'auto' }, imported))).toEqual([
      'Sites it adds: a.example (On).',
      'Sites it changes: b.example (Off → On).',
      'Sites it removes: c.example (On).',
    ]);
  });

  it('counts the sites beyond eight', () => {
    const sites = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`s${i}.example`, rule]));
    const [line] = withoutIsolates(previewOf(DEFAULT_SETTINGS, { ...DEFAULT_SETTINGS, sites }, imported));
    expect(line).toMatch(/^Sites it adds: s0\.example \(On\), .*s7\.example \(On\) and 12 more\.$/);
  });

  it('says nothing where nothing would change', () => {
    expect(previewOf(next, next, imported)).toEqual([]);
  });

  it('names the styles that are new', () => {
    const own = { id: 'own-0123456789ab', name: 'Fjord', licence: '', pace: 'fair' } as const;
    const styles = [own.id, 'own-ffffffffffff'].map((id) => ({ id, file: '', picture: '' }));
    const now = { ...next, ownStyles: [own] };
    const after = { ...next, ownStyles: [own, { ...own, id: 'own-ffffffffffff', name: 'Harbour' }] };
    expect(withoutIsolates(previewOf(now, after, { ...imported, styles }))).toEqual([
      'Styles of your own it adds: Harbour.',
    ]);
  });

  it('names the sites that are left out, cuts long names, and counts those beyond eight', () => {
    const leftOut = ['1.2.3.999', '', 'x'.repeat(500), ...Array.from({ length: 1003 }, (_, i) => `s${i}`)];
    expect(withoutIsolates(previewOf(next, next, { ...imported, leftOut }))).toEqual([
      `Left out, because their entries are broken: 1.2.3.999, –, ${'x'.repeat(60)}, s0, s1, s2, s3, s4 and 998 more.`,
    ]);
  });

  it('names the styles that Inkreel does not have, and those that are listed twice', () => {
    const settings = {
      ...next,
      style: 'neon',
      styleOrder: ['neon'],
      favourites: ['comic', 'comic', 'own-0123456789ab', 'neon', 'neon'],
    };
    expect(withoutIsolates(previewOf(next, withKnownStyles(settings), { ...imported, settings }))).toEqual([
      'Favourites: – → Comic',
      'Left out, because Inkreel doesn’t have these styles: neon, own-0123456789ab.',
      'Left out, because these styles are listed twice: Comic.',
    ]);
  });

  it('counts the sites beyond those that are kept', () => {
    expect(previewOf(next, next, { ...imported, beyond: 38_003 })).toEqual([
      'Sites left out, because Inkreel keeps the newest 2,000: 38,003.',
    ]);
  });

  it('keeps a name of another direction from turning the text around it', () => {
    const [line] = previewOf(next, next, { ...imported, leftOut: ['\u202egro.live'] });
    expect(line).toContain('\u2068\u202egro.live\u2069');
  });
});
