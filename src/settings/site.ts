/** Sites: the hostname of a page, its match patterns, and which documents to restyle there. */
import { isHostname } from './hostname';
import { modeOf } from './rules';
import type { Settings } from './schema';

/** Site of a page, with the one origin pattern that gives access to it. */
export interface Site {
  /** `location.hostname` of the top page: the key in `Settings.sites`. */
  hostname: string;
  /** Match pattern of that hostname under the page's own scheme, any port. domain.ts has the one to ask access for. */
  pattern: string;
}

/** Match patterns of all sites. */
export const EVERY_SITE = ['http://*/*', 'https://*/*'] as const;

/** Returns the site of a tab's URL; undefined unless it is http or https, since content scripts run nowhere else. */
export function siteOf(url: string): Site | undefined {
  const parsed = URL.parse(url);
  if (!parsed?.hostname || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) return undefined;
  return { hostname: parsed.hostname, pattern: `${parsed.protocol}//${parsed.hostname}/*` };
}

/** Returns the match patterns of a hostname, or none if it is no hostname. Users grant each scheme separately. */
export function patternsOf(hostname: string): string[] {
  return isHostname(hostname) ? [`http://${hostname}/*`, `https://${hostname}/*`] : [];
}

/**
 * Tells whether to restyle videos of a document from `hostname` on pages of `site`. The site must be on. The document must
 * be the site's own, have no hostname (about:blank, srcdoc), belong to another site that is on, or to an included player.
 * A hostname that is off stays off when another site embeds it. Nothing is wanted anywhere while Inkreel is paused.
 */
export function isWanted(settings: Settings, site: string, hostname: string): boolean {
  if (settings.paused) return false;
  if (modeOf(settings, site) !== 'on') return false;
  if (hostname === '' || hostname === site) return true;
  const mode = modeOf(settings, hostname);
  return mode === 'on' || (mode === 'ask' && settings.sites[site]?.frames?.includes(hostname) === true);
}
