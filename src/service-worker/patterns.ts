import type { Settings } from '../settings';
import { modeOf } from '../settings/rules';
import { EVERY_SITE, patternsOf } from '../settings/site';

/** Match patterns to exclude: sites that are off, while the pattern of every site would cover them. */
export const unwantedPatterns = (settings: Settings): string[] =>
  Object.keys(settings.sites)
    .filter((hostname) => settings.everywhere && modeOf(settings, hostname) === 'off')
    .flatMap(patternsOf)
    .sort();

/**
 * Match patterns of the switched-on sites (all, with `everywhere`), and of the embedded players wanted there, which stay
 * inactive on other sites. None while Inkreel is paused.
 */
export function wantedPatterns(settings: Settings): string[] {
  if (settings.paused) return [];
  const hostnames = Object.entries(settings.sites)
    .filter(([hostname]) => modeOf(settings, hostname) === 'on')
    .flatMap(([hostname, { frames: players = [] }]) => [
      hostname,
      ...players.filter((player) => modeOf(settings, player) !== 'off'),
    ]);
  const patterns = [...new Set(hostnames)].flatMap(patternsOf);
  return [...(settings.everywhere ? EVERY_SITE : []), ...patterns].sort();
}
