/** Pure functions behind the list of sites. */
import type { Settings } from '../../settings';
import { hasOwnLook, lookOf } from '../../settings/look';
import { hasStyle, shownLook } from '../../settings/shelf';
import { patternsOf } from '../../settings/site';
import { message, plural } from '../../words/message';
import { percent } from '../../words/numbers';
import { styleName } from '../../words/style-names';

/** Returns the summary line of a site: its look, embedded players, other hosts. */
export function summaryOf(settings: Settings, host: string): string {
  const { frames = [], media = [] } = settings.sites[host] ?? {};
  const { style, strength } = shownLook(settings, host);
  const own = hasOwnLook(settings.sites[host]);
  const isGone = own && !hasStyle(settings, lookOf(settings, host).style);
  return [
    ...(isGone ? [message('style_gone')] : []),
    own ? message('look_summary', styleName(style), percent(strength)) : message('common_look'),
    ...(frames.length > 0 ? [plural('players', frames.length)] : []),
    ...(media.length > 0 ? [plural('other_sites', media.length)] : []),
  ].join(' · ');
}

/** Returns the host name in typed text, an address or a bare name. Undefined if there is none. */
export function hostIn(typed: string): string | undefined {
  const text = typed.trim();
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined;
  return patternsOf(url.hostname).length > 0 ? url.hostname : undefined;
}

/** Returns every host that a stored rule names. */
export const usedHosts = ({ sites }: Settings): string[] =>
  Object.entries(sites).flatMap(([host, { frames = [], media = [] }]) => [host, ...frames, ...media]);

/** Tells whether any stored rule needs access to `host`. */
export const isUsed = (settings: Settings, host: string): boolean => usedHosts(settings).includes(host);
