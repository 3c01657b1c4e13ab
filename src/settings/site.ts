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
