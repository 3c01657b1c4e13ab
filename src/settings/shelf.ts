/**
 * The shelf: all styles that the user can choose, shipped and added, favourites first, in the user's order. Pure functions
 * of settings.
 */
import { CATALOGUE } from './catalogue';
import { lookOf, type SiteLook } from './look';
import type { OwnStyle, Settings } from './schema';

type Shelf = Pick<Settings, 'ownStyles' | 'styleOrder' | 'favourites'>;

/** Stands in for a style that is gone. */
const FALLBACK = 'anime';

export const isOwn = (id: string): boolean => id.startsWith('own-');

const isFavourite = ({ favourites }: Shelf, id: string): boolean => favourites.includes(id);

/** Returns the ids of all styles: favourites first; within both groups in the user's order, then in the catalogue's. */
export function styleIds(shelf: Shelf): string[] {
  const known = [...CATALOGUE, ...shelf.ownStyles].map(({ id }) => id);
  const ordered = [...new Set([...shelf.styleOrder.filter((id) => known.includes(id)), ...known])];
  return [...ordered.filter((id) => isFavourite(shelf, id)), ...ordered.filter((id) => !isFavourite(shelf, id))];
}

export const hasStyle = ({ ownStyles }: Shelf, id: string): boolean =>
  CATALOGUE.some((style) => style.id === id) || ownStyles.some((style) => style.id === id);

/** Returns the first of `ids` that exists, else the first style of all. A rule may name a style that the user removed. */
export const usableStyle = (shelf: Shelf, ...ids: readonly string[]): string =>
  ids.find((id) => hasStyle(shelf, id)) ?? FALLBACK;

/** Returns the look that videos on `site` get: the one asked for, with the common style where the site's own is gone. */
export function shownLook(settings: Settings, site: string): SiteLook {
  const look = lookOf(settings, site);
  return { ...look, style: usableStyle(settings, look.style, settings.style) };
}

/** Returns the camera's settings, with the common style where the camera's is gone. */
export const shownCamera = (settings: Settings): Settings['camera'] => ({
  ...settings.camera,
  style: usableStyle(settings, settings.camera.style, settings.style),
});

export const toggleFavourite = (settings: Settings, id: string): Settings => ({
  ...settings,
  favourites: isFavourite(settings, id)
    ? settings.favourites.filter((each) => each !== id)
    : [...settings.favourites, id],
});

/** Moves a style by one place among the favourites, or among the others. At the end of its group it stays. */
export function moveStyle(settings: Settings, id: string, direction: 1 | -1): Settings {
  const ids = styleIds(settings);
  const place = ids.indexOf(id);
  const other = ids[place + direction];
  if (place < 0 || other === undefined || isFavourite(settings, id) !== isFavourite(settings, other)) return settings;
  return { ...settings, styleOrder: ids.with(place, other).with(place + direction, id) };
}

/** @param place among the added ones; the last unless it is named */
export const addOwnStyle = (settings: Settings, style: OwnStyle, place?: number): Settings => {
  const others = settings.ownStyles.filter(({ id }) => id !== style.id);
  return { ...settings, ownStyles: others.toSpliced(place ?? others.length, 0, style) };
};

export const changeOwnStyle = (settings: Settings, id: string, change: Partial<Omit<OwnStyle, 'id'>>): Settings => ({
  ...settings,
  ownStyles: settings.ownStyles.map((style) => (style.id === id ? { ...style, ...change } : style)),
});

/** Takes a style from the shelf. Rules that name it keep it, so that adding it again restores them. */
export const removeOwnStyle = (settings: Settings, id: string): Settings => ({
  ...settings,
  ownStyles: settings.ownStyles.filter((style) => style.id !== id),
});
