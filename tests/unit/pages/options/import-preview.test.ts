import { describe, expect, it } from 'vitest';
import { previewOf } from '../../../../src/pages/options/import-preview';
import { DEFAULT_SETTINGS, type Settings } from '../../../../src/settings/schema';

const rule = { enabled: true };
const next: Settings = { ...DEFAULT_SETTINGS, quality: 'M', sites: { 'a.example': rule, 'b.example': rule } };
const imported = { settings: next, styles: [], leftOut: [] };
const withoutIsolates = (lines: string[]) => lines.map((line) => line.replaceAll(/[\u2068\u2069]/g, ''));

describe('the preview of an import', () => {
  it('names what changes, with the number of sites before and after', () => {
    expect(previewOf('mine.json', DEFAULT_SETTINGS, next, imported)).toEqual([
      'mine.json changes: Quality, Sites.',
      'Sites in the list: 0 now, 2 after it.',
    ]);
  });

  it('says nothing where nothing would change', () => {
    expect(previewOf('mine.json', next, next, imported)).toEqual([]);
  });

  it('counts the styles that are new', () => {
    const own = { id: 'own-0123456789ab', name: 'Fjord', licence: '', pace: 'fair' } as const;
    const styles = [own.id, 'own-ffffffffffff'].map((id) => ({ id, file: '', picture: '' }));
    const now = { ...next, ownStyles: [own] };
    expect(previewOf('mine.json', now, now, { ...imported, styles })).toEqual(['Styles of your own it adds: 1.']);
  });

  it('names the sites that are left out, cuts long names, and counts those beyond eight', () => {
    const leftOut = ['1.2.3.999', '', 'x'.repeat(500), ...Array.from({ length: 1003 }, (_, i) => `s${i}`)];
    expect(withoutIsolates(previewOf('mine.json', next, next, { ...imported, leftOut }))).toEqual([
      `Left out, because their entries are broken or too many: 1.2.3.999, –, ${'x'.repeat(60)}, s0, s1, s2, s3, s4 and 998 more.`,
    ]);
  });

  it('keeps a name of another direction from turning the text around it', () => {
    const [line] = previewOf('mine.json', next, next, { ...imported, leftOut: ['\u202egro.live'] });
    expect(line).toContain('\u2068\u202egro.live\u2069');
  });
});
