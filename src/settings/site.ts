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

/**
 * Whether videos of a document from `host` are to be restyled on the pages of `site`: the site is switched on, and the
 * document is its own, has no host (about:blank, srcdoc), is of another site switched on, or of a player included there.
 */
export function isWanted(settings: Settings, site: string, host: string): boolean {
  const rule = settings.sites[site];
  if (!rule?.enabled) return false;
  const isOwn = host === '' || host === site;
  return isOwn || settings.sites[host]?.enabled === true || rule.frames?.includes(host) === true;
}
