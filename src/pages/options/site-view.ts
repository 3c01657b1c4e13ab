/** Pure functions behind the list of sites. */
import type { Settings } from '../../settings';
import { isRegistry } from '../../settings/domain';
import { hasOwnLook, lookOf } from '../../settings/look';
import { hasStyle, shownLook } from '../../settings/shelf';
import { patternsOf } from '../../settings/site';
import { message, plural } from '../../words/message';
import { percent } from '../../words/numbers';
import { styleName } from '../../words/style-names';

/** Returns the summary line of a site: its look, embedded players, other hostnames. */
export function summaryOf(settings: Settings, hostname: string): string {
  const { frames = [], media = [] } = settings.sites[hostname] ?? {};
  const { style, strength } = shownLook(settings, hostname);
  const own = hasOwnLook(settings.sites[hostname]);
  const isGone = own && !hasStyle(settings, lookOf(settings, hostname).style);
  return [
    ...(isGone ? [message('style_gone')] : []),
    own ? message('look_summary', styleName(style), percent(strength)) : message('site_common'),
    ...(frames.length > 0 ? [plural('players', frames.length)] : []),
    ...(media.length > 0 ? [plural('other_sites', media.length)] : []),
  ].join(' · ');
}

/** Returns the hostname in typed text, an address or a bare name. Undefined if there is none. */
export function hostnameIn(typed: string): string | undefined {
  const text = typed.trim();
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return undefined;
  return patternsOf(url.hostname).length > 0 && !isRegistry(url.hostname) ? url.hostname : undefined;
}

/** Returns every hostname that a stored rule names. */
export const usedHostnames = ({ sites }: Settings): string[] =>
  Object.entries(sites).flatMap(([hostname, { frames = [], media = [] }]) => [hostname, ...frames, ...media]);

/** Tells whether any stored rule needs access to `hostname`. */
export const isUsed = (settings: Settings, hostname: string): boolean => usedHostnames(settings).includes(hostname);
