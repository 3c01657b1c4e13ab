import { expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/settings/schema';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const { settingsOf } = await import('../../../src/service-worker/content-settings');

test('a document gets the rules of its site and of its own hostname, and no others', () => {
  const sites = { 'a.example': { enabled: true }, 'b.example': { enabled: false }, 'c.example': { enabled: true } };
  const settings = { ...DEFAULT_SETTINGS, strength: 0.5, sites };
  expect(settingsOf(settings, { site: 'a.example', hostname: 'c.example' })).toEqual({
    ...settings,
    sites: { 'a.example': { enabled: true }, 'c.example': { enabled: true } },
  });
  expect(settingsOf(settings, { site: '', hostname: '__proto__' }).sites).toEqual({});
});

test('a document learns of an added style its id and name, and never of a style that is gone', () => {
  const own = { id: 'own-0123456789ab', name: 'Fjord', licence: 'CC BY 4.0', pace: 'heavy' } as const;
  const sites = {
    'a.example': { enabled: true, style: 'own-ffffffffffff' },
    'b.example': { enabled: true, style: own.id },
  };
  const settings = { ...DEFAULT_SETTINGS, style: 'manga', ownStyles: [own], sites };
  const given = settingsOf(settings, { site: 'a.example', hostname: 'b.example' });
  expect(given.sites['a.example']?.style).toBe('manga');
  expect(given.sites['b.example']?.style).toBe(own.id);
  expect(given.ownStyles).toEqual([{ id: own.id, name: 'Fjord', licence: '', pace: 'fair' }]);
});
