import type { Settings } from '../settings';
import { modeOf } from '../settings/rules';
import { EVERY_SITE, patternsOf } from '../settings/site';

/** Match patterns to exclude: sites that are off, while the pattern of every site would cover them. */
export const unwantedPatterns = (settings: Settings): string[] =>
  Object.keys(settings.sites)
    .filter((host) => settings.everywhere && modeOf(settings, host) === 'off')
    .flatMap(patternsOf)
    .sort();

/**
 * Match patterns of the switched-on sites (all, with `everywhere`), and of the embedded players wanted there, which stay
 * inactive on other sites. None while Inkreel is paused.
 */
export function wantedPatterns(settings: Settings): string[] {
  if (settings.paused) return [];
  const hosts = Object.entries(settings.sites)
    .filter(([host]) => modeOf(settings, host) === 'on')
    .flatMap(([host, { frames: players = [] }]) => [
      host,
      ...players.filter((player) => modeOf(settings, player) !== 'off'),
    ]);
  const patterns = [...new Set(hosts)].flatMap(patternsOf);
  return [...(settings.everywhere ? EVERY_SITE : []), ...patterns].sort();
}
