/** The shape of the stored settings, with a default for every value. */
import * as v from 'valibot';
import { isHostname } from './hostname';

/** Id of a style in weights/styles.json, or of one that the user added. */
const styleId = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/));

/** Id of a style that the user added. No shipped style has such an id. */
const ownId = v.pipe(v.string(), v.regex(/^own-[0-9a-f]{12}$/));

/** Most styles that the user can add. */
export const MOST_OWN_STYLES = 24;

export const OWN_NAME_LENGTH = 40;
export const LICENCE_LENGTH = 120;

/** Speed of a style on this device at 720p: `light` keeps up with 60 pictures a second, `fair` with 24, `heavy` with fewer. */
const PACES = ['light', 'fair', 'heavy'] as const;

export type Pace = (typeof PACES)[number];

const ownStyle = v.object({
  id: ownId,
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(OWN_NAME_LENGTH)),
  /** Origin and terms of use, in the user's words. */
  licence: v.fallback(v.pipe(v.string(), v.maxLength(LICENCE_LENGTH)), ''),
  pace: v.fallback(v.picklist(PACES), 'fair'),
});

/** A style that the user added, as every context shows it. Its file lies in the database of `own-styles/store.ts`. */
export type OwnStyle = v.InferOutput<typeof ownStyle>;

/** A list that drops broken entries and those beyond `most` one by one, so that the rest survives. */
const listOf = <T>(schema: v.GenericSchema<unknown, T>, most: number) =>
  v.pipe(
    v.array(v.unknown()),
    v.transform((all) => all.filter((each) => v.is(schema, each)).slice(0, most)),
    v.array(schema),
  );

/** Most style ids in a list: all shipped and own ones, and some that are gone. */
const MOST_IDS = 100;

/**
 * Largest number of sites stored. Every change of the settings is sent to every tab, so their size costs time on each page.
 * The oldest sites, which come first, are dropped beyond it.
 */
export const MAX_SITES = 2000;

/** Most hostnames kept of embedded players, or of videos, for one site. */
const MAX_HOSTNAMES_OF_A_SITE = 100;

const hostnames = v.pipe(v.array(v.pipe(v.string(), v.check(isHostname))), v.maxLength(MAX_HOSTNAMES_OF_A_SITE));

/** Network size. `auto` adapts to the GPU; the others are fixed, whatever they cost. */
export const QUALITIES = ['auto', 'XS', 'S', 'M'] as const;

export type Quality = (typeof QUALITIES)[number];

/** Bounds of a strength, and of a line weight. */
export const [STRENGTHS, LINE_WEIGHTS] = [
  [0, 1],
  [-1, 1],
] as const;

const strength = v.pipe(v.number(), v.minValue(STRENGTHS[0]), v.maxValue(STRENGTHS[1]));

/** -1 for the thinnest drawn lines, 0 for the style's own, 1 for the heaviest. */
const lineWeight = v.pipe(v.number(), v.minValue(LINE_WEIGHTS[0]), v.maxValue(LINE_WEIGHTS[1]));

/** `KeyboardEvent.code` of the key that shows the original while held; empty for no key. */
const keyCode = v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{0,20}$/));

/** Treats a broken value as absent. */
const orAbsent = <T>(schema: v.GenericSchema<T>) => v.optional(v.fallback(v.undefinedable(schema), undefined));

const writtenRule = v.object({
  enabled: v.fallback(v.boolean(), false),
  /** Run and offer nothing on this site. */
  never: orAbsent(v.literal(true)),
  /** The site's own look, as far as it has one. */
  style: orAbsent(styleId),
  strength: orAbsent(strength),
  keepColours: orAbsent(v.boolean()),
  lineWeight: orAbsent(lineWeight),
  /** Hostnames of embedded players to restyle on this site. */
  frames: v.optional(v.fallback(hostnames, [])),
  /** Hostnames of videos that this site may not read: Inkreel loads a second copy of them. */
  media: v.optional(v.fallback(hostnames, [])),
});

const siteRule = v.pipe(
  writtenRule,
  v.transform((rule) => (rule.never ? { ...rule, enabled: false } : rule)),
);

/** Look of the user's camera for others in a call, on sites that are on. */
const camera = v.object({
  enabled: v.fallback(v.boolean(), false),
  style: v.fallback(styleId, 'anime'),
  strength: v.fallback(strength, 1),
  keepColours: v.fallback(v.boolean(), false),
  lineWeight: v.fallback(lineWeight, 0),
});

const CAMERA_OFF: v.InferOutput<typeof camera> = {
  enabled: false,
  style: 'anime',
  strength: 1,
  keepColours: false,
  lineWeight: 0,
};

/** Drops broken entries one by one, so that the rest survives. */
const sites = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((all) =>
    Object.fromEntries(
      Object.entries(all)
        .slice(-MAX_SITES)
        .filter(([key, rule]) => isHostname(key) && v.is(siteRule, rule)),
    ),
  ),
  v.record(v.string(), siteRule),
);

/**
 * All stored settings. `sites` holds the sites with a rule; every other site is at ask, or on with `everywhere`.
 * Drops unknown keys and replaces broken values one by one, so that one bad entry never loses the rest.
 */
export const Settings = v.object({
  style: v.fallback(styleId, 'anime'),
  strength: v.fallback(strength, 1),
  /** Show the video's colours on the style's brightness. */
  keepColours: v.fallback(v.boolean(), false),
  lineWeight: v.fallback(lineWeight, 0),
  quality: v.fallback(v.picklist(QUALITIES), 'auto'),
  holdKey: v.fallback(keyCode, 'Backquote'),
  /** Show a button on restyled videos. */
  playerButton: v.fallback(v.boolean(), true),
  /** Restyle on every site without a rule too. The user granted access to all sites. */
  everywhere: v.fallback(v.boolean(), false),
  /** Restyle nothing anywhere until the user resumes. */
  paused: v.fallback(v.boolean(), false),
  /** Share looks and rules with the user's other computers, through the browser's account. */
  sync: v.fallback(v.boolean(), true),
  /** Write the debug log of every part of the extension to its console. */
  debug: v.fallback(v.boolean(), false),
  camera: v.fallback(camera, CAMERA_OFF),
  ownStyles: v.fallback(listOf(ownStyle, MOST_OWN_STYLES), []),
  /** Styles in the order of the user, as far as it was changed. */
  styleOrder: v.fallback(listOf(styleId, MOST_IDS), []),
  /** Styles that come before all others. */
  favourites: v.fallback(listOf(styleId, MOST_IDS), []),
  sites: v.fallback(sites, {}),
});

export type Settings = v.InferOutput<typeof Settings>;

export type SiteRule = Settings['sites'][string];

export const DEFAULT_SETTINGS: Settings = {
  style: 'anime',
  strength: 1,
  keepColours: false,
  lineWeight: 0,
  quality: 'auto',
  holdKey: 'Backquote',
  playerButton: true,
  everywhere: false,
  paused: false,
  sync: true,
  debug: false,
  camera: CAMERA_OFF,
  ownStyles: [],
  styleOrder: [],
  favourites: [],
  sites: {},
};

/** Reads stored data of any version, broken data included. Never throws. */
export function parseSettings(stored: unknown): Settings {
  return v.parse(
    v.fallback(Settings, () => structuredClone(DEFAULT_SETTINGS)),
    stored,
  );
}
