/** Pure functions behind the list of sites. */
import type { Settings } from '../../settings';
import { nameOf } from '../../settings/catalogue';
import { hasOwnLook, lookOf } from '../../settings/look';
import { patternsOf } from '../../settings/site';
import { WORDS } from './words';

/** Returns the summary line of a site: its look, embedded players, other hosts. */
export function summaryOf(settings: Settings, host: string): string {
  const { frames = [], media = [] } = settings.sites[host] ?? {};
  const { style, strength } = lookOf(settings, host);
  const own = hasOwnLook(settings.sites[host]);
  return [
    own ? `${nameOf(style)}, ${Math.round(strength * 100)} %` : WORDS.commonLook,
    ...(frames.length > 0 ? [WORDS.players(frames.length)] : []),
    ...(media.length > 0 ? [WORDS.media(media.length)] : []),
  ].join(' · ');
}

/** Returns the host name in typed text, an address or a bare name. Undefined if there is none. */
export function hostIn(typed: string): string | undefined {
  const text = typed.trim();
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined;
  return patternsOf(url.hostname).length > 0 ? url.hostname : undefined;
}

/** Tells whether any stored rule needs access to `host`. */
export const isUsed = ({ sites }: Settings, host: string): boolean =>
  Object.hasOwn(sites, host) ||
  Object.values(sites).some(({ frames = [], media = [] }) => frames.includes(host) || media.includes(host));
