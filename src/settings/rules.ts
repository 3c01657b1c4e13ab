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

export const isEnabled = (settings: Settings, host: string): boolean => settings.sites[host]?.enabled === true;

export const setEnabled = (settings: Settings, host: string, enabled: boolean): Settings =>
  changeRule(settings, host, (rule) => ({ ...rule, enabled }));
