/** How videos look on a site: its own look where it has one, else everybody's. */
import { changeRule } from './rules';
import type { Settings, SiteRule } from './schema';

export type Look = Pick<Settings, 'style' | 'strength'>;

/** One step of the strength, as the shortcuts take it. */
const STEP = 0.1;

export const hasOwnLook = (rule: SiteRule | undefined): boolean =>
  rule?.style !== undefined || rule?.strength !== undefined;

/** What videos on the pages of `site` look like. */
export function lookOf(settings: Settings, site: string): Look {
  const rule = settings.sites[site];
  return { style: rule?.style ?? settings.style, strength: rule?.strength ?? settings.strength };
}

/** Changes the look that `site` has: its own, or everybody's where it has none. */
export function changeLook(settings: Settings, site: string, change: Partial<Look>): Settings {
  const rule = settings.sites[site];
  if (!rule || !hasOwnLook(rule)) return { ...settings, ...change };
  return { ...settings, sites: { ...settings.sites, [site]: { ...rule, ...change } } };
}

/** Gives `site` a look of its own, at first the one it has now; or takes it back, so that everybody's is used again. */
export const setOwnLook = (settings: Settings, site: string, isOwn: boolean): Settings =>
  changeRule(settings, site, ({ style: _, strength: __, ...rule }) => ({
    ...rule,
    ...(isOwn && lookOf(settings, site)),
  }));

/** The style after `style` in the list of them all, the first one after the last. */
export const nextStyle = (style: string, all: readonly string[]): string =>
  all[(all.indexOf(style) + 1) % all.length] ?? style;

/** One step up or down, to the next full step, never beyond 0 and 1. */
export function stepStrength(strength: number, direction: 1 | -1): number {
  // What is within a thousandth of a step counts as one, or rounding errors would make steps of nothing.
  const steps = strength / STEP + direction * 1e-3;
  const next = direction > 0 ? Math.floor(steps) + 1 : Math.ceil(steps) - 1;
  return Math.min(1, Math.max(0, Math.round(next * 10) / 100));
}
