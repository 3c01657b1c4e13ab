import { expect, it } from 'vitest';
import { changeRule, setEnabled } from '../../../src/settings/rules';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/settings/schema';

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
