import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../src/settings/catalogue';
import { DEFAULT_SETTINGS, type OwnStyle, parseSettings, type Settings } from '../../../src/settings/schema';
import {
  addOwnStyle,
  changeOwnStyle,
  isOwn,
  moveStyle,
  removeOwnStyle,
  shownLook,
  styleIds,
  toggleFavourite,
} from '../../../src/settings/shelf';

const shipped = CATALOGUE.map(({ id }) => id);
const own: OwnStyle = { id: 'own-0123456789ab', name: 'Fjord', licence: '', pace: 'fair' };
const settings: Settings = addOwnStyle(DEFAULT_SETTINGS, own);

test('no shipped style has the id of an added one', () => {
  expect(shipped.filter(isOwn)).toEqual([]);
});

describe('the order', () => {
  test('is the catalogue’s, then the added styles, until the user changes it', () => {
    expect(styleIds(DEFAULT_SETTINGS)).toEqual(shipped);
    expect(styleIds(settings)).toEqual([...shipped, own.id]);
  });

  test('has favourites first', () => {
    const marked = toggleFavourite(toggleFavourite(settings, own.id), 'manga');
    expect(styleIds(marked).slice(0, 2)).toEqual(['manga', own.id]);
    expect(styleIds(marked)).toHaveLength(shipped.length + 1);
    expect(styleIds(toggleFavourite(toggleFavourite(marked, 'manga'), own.id))).toEqual([...shipped, own.id]);
  });

  test('moves a style by one place, and not out of its group', () => {
    const [first, second, third] = shipped;
    expect(styleIds(moveStyle(settings, third!, -1)).slice(0, 3)).toEqual([first, third, second]);
    expect(moveStyle(settings, first!, -1)).toBe(settings);
    expect(moveStyle(settings, own.id, 1)).toBe(settings);
    const marked = toggleFavourite(settings, 'manga');
    expect(moveStyle(marked, 'manga', 1)).toBe(marked);
    expect(moveStyle(marked, 'gone', 1)).toBe(marked);
  });

  test('survives styles that are gone, and new ones come last', () => {
    const old: Settings = { ...settings, styleOrder: ['gone', 'tahiti'], favourites: ['gone'] };
    expect(styleIds(old)).toEqual(['tahiti', ...shipped.filter((id) => id !== 'tahiti'), own.id]);
  });
});

describe('a style that is gone', () => {
  const sites = { 'a.example': { enabled: true, style: own.id, strength: 0.5 } };
  const removed = removeOwnStyle({ ...settings, style: 'manga', sites }, own.id);

  test('gives way to the common one, and its rule brings it back', () => {
    expect(shownLook(removed, 'a.example')).toMatchObject({ style: 'manga', strength: 0.5 });
    expect(shownLook(addOwnStyle(removed, own), 'a.example').style).toBe(own.id);
  });

  test('gives way to the first of all where it was the common one', () => {
    expect(shownLook({ ...removed, style: own.id }, 'b.example').style).toBe('anime');
  });
});

test('a removed style is put back in its place, and what was changed since stays', () => {
  const styles = ['a', 'b', 'c'].map((id) => ({ ...own, id: `own-${id.repeat(12)}` }));
  const [first, second, third] = styles as [OwnStyle, OwnStyle, OwnStyle];
  const all = styles.reduce((now, style) => addOwnStyle(now, style), DEFAULT_SETTINGS);
  const changed = toggleFavourite(removeOwnStyle(toggleFavourite(all, second.id), second.id), 'manga');
  const back = addOwnStyle(changed, second, 1);
  expect(back.ownStyles).toEqual(styles);
  expect(back.favourites).toEqual([second.id, 'manga']);
  expect(addOwnStyle(removeOwnStyle(all, third.id), third, 7).ownStyles.at(-1)).toEqual(third);
  expect(addOwnStyle(changed, first).ownStyles).toEqual([third, first]);
});

test('an added style is renamed', () => {
  expect(changeOwnStyle(settings, own.id, { name: 'Bay' }).ownStyles).toEqual([{ ...own, name: 'Bay' }]);
});

test('one broken entry does not cost the others', () => {
  const ownStyles = [{ id: 'anime', name: 'Anime' }, { ...own, pace: 'swift' }, { ...own, name: ' ' }, 7];
  expect(parseSettings({ ownStyles }).ownStyles).toEqual([own]);
  expect(parseSettings({ favourites: ['manga', 7, '../x'] }).favourites).toEqual(['manga']);
});
