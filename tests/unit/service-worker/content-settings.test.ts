import { expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/settings/schema';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const { settingsOf } = await import('../../../src/service-worker/content-settings');

test('a document gets the rules of its site and of its own host, and no others', () => {
  const sites = { 'a.example': { enabled: true }, 'b.example': { enabled: false }, 'c.example': { enabled: true } };
  const settings = { ...DEFAULT_SETTINGS, strength: 0.5, sites };
  expect(settingsOf(settings, { site: 'a.example', host: 'c.example' })).toEqual({
    ...settings,
    sites: { 'a.example': { enabled: true }, 'c.example': { enabled: true } },
  });
  expect(settingsOf(settings, { site: '', host: '__proto__' }).sites).toEqual({});
});
