/** The look of a site: its own, or the common one. It is a style, its strength, and what is changed of its colours and lines. */
import { changeRule } from './rules';
import type { Settings, SiteRule } from './schema';

export const LOOK_KEYS = ['style', 'strength', 'keepColours', 'lineWeight'] as const;

export type SiteLook = Pick<Settings, (typeof LOOK_KEYS)[number]>;

/** Styles with drawn lines, whose weight can be changed. */
const LINED: readonly string[] = ['anime', 'cel90s', 'manga', 'comic', 'watercolour', 'pencil', 'great-wave'];

/** Styles of ink alone: black and white have no room for the video's colours. */
const COLOURLESS: readonly string[] = ['manga'];

export const hasLines = (style: string): boolean => LINED.includes(style);

export const hasColours = (style: string): boolean => !COLOURLESS.includes(style);

/** Step of the strength shortcuts. */
const STEP = 0.1;

export const hasOwnLook = (rule: SiteRule | undefined): boolean => LOOK_KEYS.some((key) => rule?.[key] !== undefined);

/** Returns the look of videos on `site`. */
export function lookOf(settings: Settings, site: string): SiteLook {
  const rule = settings.sites[site];
  return {
    style: rule?.style ?? settings.style,
    strength: rule?.strength ?? settings.strength,
    keepColours: rule?.keepColours ?? settings.keepColours,
    lineWeight: rule?.lineWeight ?? settings.lineWeight,
  };
}

/** Returns the look as it is drawn: with the style's own colours and lines where they cannot be changed. */
export const drawnLook = <L extends Omit<SiteLook, 'strength'>>(look: L): L => ({
  ...look,
  keepColours: look.keepColours && hasColours(look.style),
  lineWeight: hasLines(look.style) ? look.lineWeight : 0,
});

/** Changes the site's own look if it has one, else the common look. */
export function changeLook(settings: Settings, site: string, change: Partial<SiteLook>): Settings {
  const rule = settings.sites[site];
  if (!rule || !hasOwnLook(rule)) return { ...settings, ...change };
  return { ...settings, sites: { ...settings.sites, [site]: { ...rule, ...change } } };
}

export const changeCamera = (settings: Settings, change: Partial<Settings['camera']>): Settings => ({
  ...settings,
  camera: { ...settings.camera, ...change },
});

/** Gives `site` a look of its own, which starts as the current one; or removes it, so that the common look applies. */
export const setOwnLook = (settings: Settings, site: string, isOwn: boolean): Settings =>
  changeRule(settings, site, ({ style: _, strength: __, keepColours: ___, lineWeight: ____, ...rule }) => ({
    ...rule,
    ...(isOwn && lookOf(settings, site)),
  }));

/** Returns the style after `style`, or before it; after the last one comes the first. */
export const nextStyle = (style: string, all: readonly string[], direction: 1 | -1 = 1): string =>
  all[(all.indexOf(style) + direction + all.length) % all.length] ?? style;

/** Moves the strength to the next full step up or down, within 0 and 1. */
export function stepStrength(strength: number, direction: 1 | -1): number {
  // Treat values within a thousandth of a step as that step: rounding errors would make empty steps.
  const steps = strength / STEP + direction * 1e-3;
  const next = direction > 0 ? Math.floor(steps) + 1 : Math.ceil(steps) - 1;
  return Math.min(1, Math.max(0, Math.round(next * 10) / 100));
}
