import type { Settings } from '../settings';

/** A host name as `location.hostname` gives it; anything else would make the whole registration fail. */
const HOST_NAME = /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?)$/i;

/** Match patterns of one host, none for what is no host name. Access to either scheme may have been granted by itself. */
export function patternsOf(host: string): string[] {
  return HOST_NAME.test(host) ? [`http://${host}/*`, `https://${host}/*`] : [];
}

/** Match patterns of the sites that are switched on and of the embedded players wanted there; on other sites these keep still. */
export function wantedPatterns(settings: Settings): string[] {
  const hosts = Object.entries(settings.sites)
    .filter(([, rule]) => rule.enabled)
    .flatMap(([host, { frames = [] }]) => [host, ...frames]);
  return [...new Set(hosts)].flatMap(patternsOf).sort();
}
