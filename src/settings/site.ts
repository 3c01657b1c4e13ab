import { modeOf } from './rules';
import type { Settings } from './schema';

/** The site a page belongs to and the one origin pattern that gives access to it. */
export interface Site {
  /** `location.hostname` of the top page: the key in `Settings.sites`. */
  host: string;
  /** Match pattern of that host under the page's own scheme, any port; nothing wider is ever asked for. */
  pattern: string;
}

/** The site of a tab's URL; undefined for anything but http and https pages, where content scripts cannot run. */
export function siteOf(url: string): Site | undefined {
  const parsed = URL.parse(url);
  if (!parsed?.hostname || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) return undefined;
  return { host: parsed.hostname, pattern: `${parsed.protocol}//${parsed.hostname}/*` };
}

/** A host name as `location.hostname` gives it; anything else would make the whole registration fail. */
const HOST_NAME = /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?)$/i;

/** Match patterns of one host, none for what is no host name. Access to either scheme may have been granted by itself. */
export function patternsOf(host: string): string[] {
  return HOST_NAME.test(host) ? [`http://${host}/*`, `https://${host}/*`] : [];
}

/**
 * Whether videos of a document from `host` are to be restyled on the pages of `site`: the site is switched on, and the
 * document is its own, has no host (about:blank, srcdoc), is of another site switched on, or of a player included there.
 * Where nothing is ever to run, it does not run embedded elsewhere either.
 */
export function isWanted(settings: Settings, site: string, host: string): boolean {
  if (modeOf(settings, site) !== 'on') return false;
  if (host === '' || host === site) return true;
  const mode = modeOf(settings, host);
  return mode === 'on' || (mode === 'ask' && settings.sites[site]?.frames?.includes(host) === true);
}
