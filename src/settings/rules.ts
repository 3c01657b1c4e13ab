/** Per-site rules, as pure changes of the settings. */
import type { Settings, SiteRule } from './schema';

/** One that says nothing any more may as well not be there. */
const isEmpty = ({ enabled, ...rest }: SiteRule) =>
  !enabled && !Object.values(rest).some((value) => (Array.isArray(value) ? value.length > 0 : value !== undefined));

/** Changes a site's rule; one that says nothing any more is forgotten. */
export function changeRule(settings: Settings, host: string, change: (rule: SiteRule) => SiteRule): Settings {
  const { [host]: rule = { enabled: false }, ...others } = settings.sites;
  const next = change(rule);
  return { ...settings, sites: isEmpty(next) ? others : { ...others, [host]: next } };
}

/**
 * What the user said about a site. `on`: its videos are restyled. `ask`, as on every site nothing was said about: nothing
 * runs until the user asks for it there. `off`: nothing runs, shortcuts and menus do nothing, nothing is offered.
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

/** Switches a site on or off; one that is never to be restyled stays as it is. */
export const setEnabled = (settings: Settings, host: string, enabled: boolean): Settings =>
  modeOf(settings, host) === 'off' ? settings : setMode(settings, host, enabled ? 'on' : 'ask');
