/** Sites: the host of a page, its match patterns, and which documents to restyle there. */
import { isHostName } from './host-name';
import { modeOf } from './rules';
import type { Settings } from './schema';

/** Site of a page, with the one origin pattern that gives access to it. */
export interface Site {
  /** `location.hostname` of the top page: the key in `Settings.sites`. */
  host: string;
  /** Match pattern of that host under the page's own scheme, any port. domain.ts has the one to ask access for. */
  pattern: string;
}

/** Match patterns of all sites. */
export const EVERY_SITE = ['http://*/*', 'https://*/*'] as const;

/** Returns the site of a tab's URL; undefined unless it is http or https, since content scripts run nowhere else. */
export function siteOf(url: string): Site | undefined {
  const parsed = URL.parse(url);
  if (!parsed?.hostname || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) return undefined;
  return { host: parsed.hostname, pattern: `${parsed.protocol}//${parsed.hostname}/*` };
}

/** Returns the match patterns of a host, or none if it is no host name. Users grant each scheme separately. */
export function patternsOf(host: string): string[] {
  return isHostName(host) ? [`http://${host}/*`, `https://${host}/*`] : [];
}

/**
 * Tells whether to restyle videos of a document from `host` on pages of `site`. The site must be on. The document must
 * be the site's own, have no host (about:blank, srcdoc), belong to another site that is on, or to an included player.
 * A host that is off stays off when another site embeds it. Nothing is wanted anywhere while Inkreel is paused.
 */
export function isWanted(settings: Settings, site: string, host: string): boolean {
  if (settings.paused) return false;
  if (modeOf(settings, site) !== 'on') return false;
  if (host === '' || host === site) return true;
  const mode = modeOf(settings, host);
  return mode === 'on' || (mode === 'ask' && settings.sites[site]?.frames?.includes(host) === true);
}
