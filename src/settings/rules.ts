/** Rules of single sites. Pure functions from settings to settings. */
import type { Settings, SiteRule } from './schema';

/** Whether a rule has only default values, so that it need not be stored. */
const isEmpty = ({ enabled, ...rest }: SiteRule) =>
  !enabled && !Object.values(rest).some((value) => (Array.isArray(value) ? value.length > 0 : value !== undefined));

/** Changes a site's rule, and removes it if only defaults are left. */
export function changeRule(settings: Settings, hostname: string, change: (rule: SiteRule) => SiteRule): Settings {
  const { [hostname]: rule = { enabled: false }, ...others } = settings.sites;
  const next = change(rule);
  return { ...settings, sites: isEmpty(next) ? others : { ...others, [hostname]: next } };
}

/** The two hostname lists of a site's rule: embedded players, and servers of videos that get a second copy. */
export type Listed = 'frames' | 'media';

/** Takes a hostname out of a list of a site's rule. */
export const unlist = (settings: Settings, site: string, list: Listed, hostname: string): Settings =>
  changeRule(settings, site, (rule) => ({ ...rule, [list]: (rule[list] ?? []).filter((each) => each !== hostname) }));

/** Puts a hostname at the end of a list of a site's rule. */
export const enlist = (settings: Settings, site: string, list: Listed, hostname: string): Settings =>
  changeRule(unlist(settings, site, list, hostname), site, (rule) => ({
    ...rule,
    [list]: [...(rule[list] ?? []), hostname],
  }));

/**
 * The user's choice for a site. `on`: restyle its videos. `ask` (the default): run nothing until the user switches it on;
 * with `everywhere`, sites without a rule are on.
 * `off`: run nothing, ignore shortcuts and menus, offer nothing.
 */
const MODES = ['on', 'ask', 'off'] as const;

export type Mode = (typeof MODES)[number];

export function modeOf(settings: Settings, hostname: string): Mode {
  const rule = settings.sites[hostname];
  if (rule?.never) return 'off';
  return rule?.enabled || settings.everywhere ? 'on' : 'ask';
}

/** Restyles on every site without a rule, or asks on each. Sites that are off stay off. */
export const setEverywhere = (settings: Settings, everywhere: boolean): Settings => ({ ...settings, everywhere });

export const setMode = (settings: Settings, hostname: string, mode: Mode): Settings =>
  changeRule(settings, hostname, ({ never: _, ...rule }) => ({
    ...rule,
    enabled: mode === 'on',
    ...(mode === 'off' && { never: true }),
  }));

export const isEnabled = (settings: Settings, hostname: string): boolean => modeOf(settings, hostname) === 'on';

/** Switches a site on, or back to ask; to off where every site is on. A site that is off for good stays off. */
export function setEnabled(settings: Settings, hostname: string, enabled: boolean): Settings {
  if (modeOf(settings, hostname) === 'off') return settings;
  return setMode(settings, hostname, enabled ? 'on' : settings.everywhere ? 'off' : 'ask');
}
