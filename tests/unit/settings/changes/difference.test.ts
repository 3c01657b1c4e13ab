import { describe, expect, it } from 'vitest';
import { type ChangeKind, changeBetween, settingsBetween } from '../../../../src/settings/changes/difference';
import { changeCamera, changeLook, setOwnLook } from '../../../../src/settings/look';
import { enlist, setEnabled, setMode } from '../../../../src/settings/rules';
import { DEFAULT_SETTINGS, type Settings } from '../../../../src/settings/schema';

const site = 'a.example';
const on = setMode(DEFAULT_SETTINGS, site, 'on');
const ownLook = setOwnLook(on, site, true);

describe('a change of the settings', () => {
  it.each<[ChangeKind | undefined, Settings, Settings]>([
    [undefined, on, structuredClone(on)],
    ['quality', on, { ...on, quality: 'XS' }],
    ['camera', on, changeCamera(on, { enabled: true })],
    ['style', ownLook, changeLook(ownLook, site, { style: 'comic' })],
    ['strength', on, changeLook(on, site, { strength: 0.3 })],
    ['several', on, { ...on, style: 'comic', quality: 'XS' }],
    ['site-on', DEFAULT_SETTINGS, on],
    ['site-switched-off', on, setEnabled(on, site, false)],
    ['site-ask', setMode(on, site, 'off'), setMode(on, site, 'ask')],
    ['site-off', on, setMode(on, site, 'off')],
    ['site-look', on, ownLook],
    ['site-look', ownLook, on],
    ['site-frames', on, enlist(on, site, 'frames', 'b.example')],
    ['site-media', on, enlist(on, site, 'media', 'b.example')],
    ['site-removed', enlist(DEFAULT_SETTINGS, site, 'frames', 'b.example'), DEFAULT_SETTINGS],
    ['sites', on, setMode(setMode(on, site, 'off'), 'b.example', 'off')],
  ])('is about %s', (kind, before, after) => {
    expect(changeBetween(before, after)).toBe(kind);
  });

  it('names each setting that differs, and none besides', () => {
    const after: Settings = { ...setMode(on, site, 'off'), quality: 'M', favourites: ['comic'] };
    expect(settingsBetween(on, after)).toEqual(['quality', 'favourites', 'sites']);
  });
});
