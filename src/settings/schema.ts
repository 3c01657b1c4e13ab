import * as v from 'valibot';

/** Names a style in weights/styles.json. */
const styleId = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/));

/** Host name of the top page, as in `location.hostname`. */
const isSite = (key: string) => key.length >= 1 && key.length <= 253;

/** `auto` leaves it to the GPU's speed; a size is used whatever it costs. */
export const QUALITIES = ['auto', 'XS', 'S', 'M'] as const;

export type Quality = (typeof QUALITIES)[number];

const strength = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** The key held down to see the original, as in `KeyboardEvent.code`; none where empty. */
const keyCode = v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{0,20}$/));

/** One that is broken is as good as absent. */
const orAbsent = <T>(schema: v.GenericSchema<T>) => v.optional(v.fallback(v.undefinedable(schema), undefined));

const writtenRule = v.object({
  enabled: v.fallback(v.boolean(), false),
  /** Nothing is ever to run there, nor to be offered. */
  never: orAbsent(v.literal(true)),
  /** The site's own look, where it has one. */
  style: orAbsent(styleId),
  strength: orAbsent(strength),
  /** Hosts of embedded players to restyle on this site too. */
  frames: v.optional(v.fallback(v.array(v.pipe(v.string(), v.check(isSite))), [])),
  /** Hosts of videos that this site may not read, which are loaded a second time to be restyled. */
  media: v.optional(v.fallback(v.array(v.pipe(v.string(), v.check(isSite))), [])),
});

const siteRule = v.pipe(
  writtenRule,
  v.transform((rule) => (rule.never ? { ...rule, enabled: false } : rule)),
);

/** How others see the user's camera on the sites that are switched on. */
const camera = v.object({
  enabled: v.fallback(v.boolean(), false),
  style: v.fallback(styleId, 'anime'),
  strength: v.fallback(strength, 1),
});

/** Broken entries are dropped one by one before the record is read. */
const sites = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((all) =>
    Object.fromEntries(Object.entries(all).filter(([key, rule]) => isSite(key) && v.is(siteRule, rule))),
  ),
  v.record(v.string(), siteRule),
);

/**
 * All that is stored. `sites` lists the sites the user said anything about; on any other nothing runs until the user asks.
 * Unknown keys are dropped and broken values fall back one by one, so that one bad entry never loses the rest.
 */
export const Settings = v.object({
  style: v.fallback(styleId, 'anime'),
  strength: v.fallback(strength, 1),
  quality: v.fallback(v.picklist(QUALITIES), 'auto'),
  holdKey: v.fallback(keyCode, 'Backquote'),
  /** Whether restyled videos get a button among their controls. */
  playerButton: v.fallback(v.boolean(), true),
  camera: v.fallback(camera, { enabled: false, style: 'anime', strength: 1 }),
  sites: v.fallback(sites, {}),
});

export type Settings = v.InferOutput<typeof Settings>;

export type SiteRule = Settings['sites'][string];

export const DEFAULT_SETTINGS: Settings = {
  style: 'anime',
  strength: 1,
  quality: 'auto',
  holdKey: 'Backquote',
  playerButton: true,
  camera: { enabled: false, style: 'anime', strength: 1 },
  sites: {},
};

/** Reads whatever was stored, an older version's or broken data included, as settings. Never throws. */
export function parseSettings(stored: unknown): Settings {
  return v.parse(
    v.fallback(Settings, () => structuredClone(DEFAULT_SETTINGS)),
    stored,
  );
}
