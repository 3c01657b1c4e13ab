/** Rules of single sites. Pure functions from settings to settings. */
import type { Settings, SiteRule } from './schema';

/** A rule with only default values. Storing it would say nothing. */
const isEmpty = ({ enabled, ...rest }: SiteRule) =>
  !enabled && !Object.values(rest).some((value) => (Array.isArray(value) ? value.length > 0 : value !== undefined));

/** Changes a site's rule. Drops it if it then holds only defaults. */
export function changeRule(settings: Settings, host: string, change: (rule: SiteRule) => SiteRule): Settings {
  const { [host]: rule = { enabled: false }, ...others } = settings.sites;
  const next = change(rule);
  return { ...settings, sites: isEmpty(next) ? others : { ...others, [host]: next } };
}

/**
 * The user's choice for a site. `on`: restyle its videos. `ask` (the default): run nothing until the user switches it on.
 * `off`: run nothing, ignore shortcuts and menus, offer nothing.
 */
export const MODES = ['on', 'ask', 'off'] as const;

export type Mode = (typeof MODES)[number];

export function modeOf(settings: Settings, host: string): Mode {
  const rule = settings.sites[host];
  if (rule?.never) return 'off';
  return rule?.enabled ? 'on' : 'ask';
}

export const setMode = (settings: Settings, host: string, mode: Mode): Settings =>
  changeRule(settings, host, ({ never: _, ...rule }) => ({
    ...rule,
    enabled: mode === 'on',
    ...(mode === 'off' && { never: true }),
  }));

export const isEnabled = (settings: Settings, host: string): boolean => modeOf(settings, host) === 'on';

/** Switches a site on, or back to ask. A site that is off for good stays off. */
export const setEnabled = (settings: Settings, host: string, enabled: boolean): Settings =>
  modeOf(settings, host) === 'off' ? settings : setMode(settings, host, enabled ? 'on' : 'ask');
