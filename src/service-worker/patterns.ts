import type { Settings } from '../settings';
import { modeOf } from '../settings/rules';
import { patternsOf } from '../settings/site';

/**
 * Match patterns of the switched-on sites, and of the embedded players wanted there, which stay inactive on other
 * sites. None while Inkreel is paused.
 */
export function wantedPatterns(settings: Settings): string[] {
  if (settings.paused) return [];
  const hosts = Object.entries(settings.sites)
    .filter(([host]) => modeOf(settings, host) === 'on')
    .flatMap(([host, { frames = [] }]) => [host, ...frames.filter((frame) => modeOf(settings, frame) !== 'off')]);
  return [...new Set(hosts)].flatMap(patternsOf).sort();
}
