/** The parts of the settings that a change has replaced, as they were before it. Pure functions. */
import * as v from 'valibot';
import { parseSettings, type Settings } from '../schema';
import { settingsBetween, sitesBetween } from './difference';

export const Patch = v.object({
  settings: v.record(v.string(), v.unknown()),
  /** Rules by hostname; null where there was none. */
  sites: v.record(v.string(), v.unknown()),
});

export type Patch = v.InferOutput<typeof Patch>;

/** Returns what brings `after` back to `before`. Leaves added styles out, whose files do not come back. */
export const patchBetween = (before: Settings, after: Settings): Patch => ({
  settings: Object.fromEntries(
    settingsBetween(before, after)
      .filter((key) => key !== 'sites' && key !== 'ownStyles')
      .map((key) => [key, before[key]]),
  ),
  sites: Object.fromEntries(sitesBetween(before, after).map((hostname) => [hostname, before.sites[hostname] ?? null])),
});

/** Returns settings with the parts of a patch. */
export function patched(settings: Settings, patch: Patch): Settings {
  const sites = Object.entries({ ...settings.sites, ...patch.sites }).filter(([, rule]) => rule !== null);
  return parseSettings({ ...settings, ...patch.settings, sites: Object.fromEntries(sites) });
}

/** Returns the patch of two changes that followed each other. */
export const joined = (first: Patch, second: Patch): Patch => ({
  settings: { ...second.settings, ...first.settings },
  sites: { ...second.sites, ...first.sites },
});
