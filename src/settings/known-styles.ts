/** Styles that settings name. Those from a file may name some that this Inkreel does not have. */
import { DEFAULT_SETTINGS, type Settings } from './schema';
import { hasStyle } from './shelf';

/** Returns the id of every style that the settings name, in each place where they do. */
const namedStyles = ({ style, camera, sites, styleOrder, favourites }: Settings): string[] => [
  style,
  camera.style,
  ...Object.values(sites).flatMap((rule) => rule.style ?? []),
  ...styleOrder,
  ...favourites,
];

/** Returns the ids of styles that `settings` name and that are not on `shelf`. */
export const unknownStyles = (settings: Settings, shelf: Settings): string[] => [
  ...new Set(namedStyles(settings).filter((id) => !hasStyle(shelf, id))),
];

/** Returns the ids of styles that a list of the settings holds more than once. */
export const repeatedStyles = ({ styleOrder, favourites }: Settings): string[] => [
  ...new Set([styleOrder, favourites].flatMap((list) => list.filter((id, i) => list.indexOf(id) < i))),
];

/** Returns the settings with the styles of their own shelf alone, each once in a list; the default stands in for the common one. */
export function withKnownStyles(settings: Settings): Settings {
  const isKnown = (id: string) => hasStyle(settings, id);
  const known = (id: string, otherwise: string) => (isKnown(id) ? id : otherwise);
  const listed = (ids: readonly string[]) => [...new Set(ids.filter(isKnown))];
  const sites = Object.entries(settings.sites).map(([hostname, { style, ...rule }]) => [
    hostname,
    style !== undefined && isKnown(style) ? { ...rule, style } : rule,
  ]);
  return {
    ...settings,
    style: known(settings.style, DEFAULT_SETTINGS.style),
    camera: { ...settings.camera, style: known(settings.camera.style, DEFAULT_SETTINGS.camera.style) },
    styleOrder: listed(settings.styleOrder),
    favourites: listed(settings.favourites),
    sites: Object.fromEntries(sites),
  };
}
