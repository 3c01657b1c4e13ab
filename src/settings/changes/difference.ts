/** Names what differs between two settings, for the words of *Undo* and of an import. Pure functions. */
import { hasOwnLook, LOOK_KEYS } from '../look';
import { type Mode, modeOf } from '../rules';
import type { Settings, SiteRule } from '../schema';

/** What a change is about, by the setting it changes; `site-*` are about the rule of one site. */
export const CHANGE_KINDS = [
  'style',
  'strength',
  'keepColours',
  'lineWeight',
  'quality',
  'holdKey',
  'playerButton',
  'everywhere',
  'paused',
  'sync',
  'debug',
  'camera',
  'ownStyles',
  'styleOrder',
  'favourites',
  'sites',
  'site-on',
  'site-switched-off',
  'site-ask',
  'site-off',
  'site-removed',
  'site-look',
  'site-frames',
  'site-media',
  'several',
  'import',
  'reset',
] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/** Returns the names of the settings that differ, in the order of `CHANGE_KINDS`. */
export const settingsBetween = (before: Settings, after: Settings): (keyof Settings)[] =>
  CHANGE_KINDS.filter((kind): kind is keyof Settings & ChangeKind => kind in after).filter((key) =>
    differ(before[key], after[key]),
  );

const SITE_MODES: Record<Mode, ChangeKind> = { on: 'site-on', ask: 'site-ask', off: 'site-off' };

/** A site that no longer is on counts as switched off, which is what the popup calls it: *ask* is told only where it was off for good. */
const ofMode = (before: Mode, after: Mode): ChangeKind =>
  before === 'on' && after === 'ask' ? 'site-switched-off' : SITE_MODES[after];

/** Returns what differs in the rule of one site, apart from its mode. */
function inRule(before: SiteRule | undefined, after: SiteRule | undefined): ChangeKind[] {
  if (hasOwnLook(before) !== hasOwnLook(after)) return ['site-look'];
  return [
    ...LOOK_KEYS.filter((key) => before?.[key] !== after?.[key]),
    ...(differ(before?.frames ?? [], after?.frames ?? []) ? (['site-frames'] as const) : []),
    ...(differ(before?.media ?? [], after?.media ?? []) ? (['site-media'] as const) : []),
  ];
}

function ofSite(hostname: string, before: Settings, after: Settings): ChangeKind[] {
  const mode = modeOf(after, hostname);
  const last = modeOf(before, hostname);
  if (last !== mode) return [ofMode(last, mode)];
  const [from, to] = [before.sites[hostname], after.sites[hostname]];
  return from && !to ? ['site-removed'] : inRule(from, to);
}

/** Returns the hostnames whose rules differ. */
export const sitesBetween = (before: Settings, after: Settings): string[] =>
  [...new Set([...Object.keys(before.sites), ...Object.keys(after.sites)])].filter((hostname) =>
    differ(before.sites[hostname], after.sites[hostname]),
  );

/** Returns the site that a change was about, where it was about one alone. */
export function siteBetween(before: Settings, after: Settings): string | undefined {
  const sites = sitesBetween(before, after);
  return sites.length === 1 && settingsBetween(before, after).every((key) => key === 'sites') ? sites[0] : undefined;
}

/** Returns what a change was about; undefined if nothing differs but the added styles, whose files no undo brings back. */
export function changeBetween(before: Settings, after: Settings): ChangeKind | undefined {
  const keys = settingsBetween(before, after).filter((key) => key !== 'ownStyles');
  if (keys.length > 1) return 'several';
  const [key] = keys;
  if (key !== 'sites') return key;
  const hostname = siteBetween(before, after);
  if (hostname === undefined) return 'sites';
  const kinds = ofSite(hostname, before, after);
  return kinds.length === 1 ? kinds[0] : 'sites';
}
