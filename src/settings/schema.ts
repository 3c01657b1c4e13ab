import * as v from 'valibot';

/** Names a style in weights/styles.json. */
const styleId = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/));
/** Host name of the top page, as in `location.hostname`. */
const site = v.pipe(v.string(), v.minLength(1), v.maxLength(253));

/**
 * All that is stored. `sites` lists the sites the user switched on; whatever is absent is off. Unknown keys are dropped and
 * broken values fall back one by one, so that one bad entry never loses the rest.
 */
export const Settings = v.object({
  style: v.fallback(styleId, 'anime'),
  strength: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  sites: v.fallback(v.record(site, v.object({ enabled: v.fallback(v.boolean(), false) })), {}),
});

export type Settings = v.InferOutput<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = { style: 'anime', strength: 1, sites: {} };
