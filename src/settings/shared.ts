/**
 * The part of the settings that may follow the user to other computers, with the time of each change: the newest wins, part by
 * part. Pure functions. Access, pauses, the camera's switch and added styles stay on each computer.
 */
import * as v from 'valibot';
import { isHostname } from './hostname';
import { LOOK_KEYS } from './look';
import { parseSettings, type Settings, type SiteRule } from './schema';

/** A time in ms since 1970. */
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Times of the last change of each part here. Missing parts have not changed since the first installation. */
export const Stamps = v.object({
  common: v.fallback(time, 0),
  sites: v.fallback(v.record(v.string(), time), {}),
});

export type Stamps = v.InferOutput<typeof Stamps>;

export const parseStamps = (stored: unknown): Stamps => v.parse(v.fallback(Stamps, { common: 0, sites: {} }), stored);

/** Settings that are shared as they are. */
const COMMON = [...LOOK_KEYS, 'quality', 'holdKey', 'playerButton', 'styleOrder', 'favourites'] as const;

/** Shared part of a site's rule. Whether it is on depends on access, which each computer grants for itself. */
type SharedRule = Pick<SiteRule, 'never' | (typeof LOOK_KEYS)[number]>;

interface Timed<T> {
  at: number;
  value: T;
}

/** The shared part. A site without a value has lost its rule. */
export interface SharedSettings {
  common: Timed<Record<string, unknown>>;
  sites: Record<string, Timed<SharedRule | null>>;
}

/** Removed rules are remembered this long, so that a computer that was off meanwhile does not bring them back. */
const REMEMBERED_MS = 90 * 24 * 3600_000;

const commonOf = (settings: Settings) => ({
  ...Object.fromEntries(COMMON.map((key) => [key, settings[key]])),
  camera: Object.fromEntries(LOOK_KEYS.map((key) => [key, settings.camera[key]])),
});

function sharedRule(rule: SiteRule | undefined): SharedRule | null {
  const { never } = rule ?? {};
  const look = Object.fromEntries(LOOK_KEYS.flatMap((key) => (rule?.[key] === undefined ? [] : [[key, rule[key]]])));
  const shared: SharedRule = { ...(never && { never }), ...look };
  return Object.keys(shared).length > 0 ? shared : null;
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Returns the stamps after a change from `before` to `next`. A removed site is remembered only if the account may hold it: the
 * account must never get the name of a site that was added and removed before it was shared.
 */
export function stamped(before: Settings, next: Settings, stamps: Stamps, now: number): Stamps {
  const hostnames = [...new Set([...Object.keys(before.sites), ...Object.keys(next.sites)])];
  const changed = hostnames.filter(
    (hostname) => !isSame(sharedRule(before.sites[hostname]), sharedRule(next.sites[hostname])),
  );
  const named = changed.filter((hostname) => next.sync || next.sites[hostname]);
  const kept = Object.entries(stamps.sites).filter(
    ([hostname, at]) => next.sites[hostname] || (next.sync && now - at < REMEMBERED_MS),
  );
  return {
    common: isSame(commonOf(before), commonOf(next)) ? stamps.common : now,
    sites: Object.fromEntries([...kept, ...named.map((hostname) => [hostname, now] as const)]),
  };
}

/** Returns the shared part of settings. */
export function sharedOf(settings: Settings, stamps: Stamps): SharedSettings {
  const hostnames = [...new Set([...Object.keys(settings.sites), ...Object.keys(stamps.sites)])];
  const sites = hostnames.flatMap((hostname) => {
    const value = sharedRule(settings.sites[hostname]);
    const at = stamps.sites[hostname] ?? 0;
    return value || at > 0 ? [[hostname, { at, value }] as const] : [];
  });
  return { common: { at: stamps.common, value: commonOf(settings) }, sites: Object.fromEntries(sites) };
}

/** Joins the shared parts of two computers: of each part the newer one, and `a` where both are of the same time. */
export function newest(a: SharedSettings, b: SharedSettings): SharedSettings {
  const newer = <T>(x: Timed<T> | undefined, y: Timed<T> | undefined) => (x && (!y || x.at >= y.at) ? x : y!);
  const hostnames = [...new Set([...Object.keys(a.sites), ...Object.keys(b.sites)])];
  return {
    common: newer(a.common, b.common),
    sites: Object.fromEntries(hostnames.map((hostname) => [hostname, newer(a.sites[hostname], b.sites[hostname])])),
  };
}

/** Writes a shared part into the settings of this computer. */
export function withShared(
  settings: Settings,
  { common, sites }: SharedSettings,
): { settings: Settings; stamps: Stamps } {
  const { camera } = common.value;
  const rest = Object.fromEntries(COMMON.flatMap((key) => (key in common.value ? [[key, common.value[key]]] : [])));
  const rules: Settings['sites'] = { ...settings.sites };
  for (const [hostname, { value }] of Object.entries(sites)) {
    const { enabled = false, frames, media } = rules[hostname] ?? {};
    const rule: SiteRule = { enabled, ...(frames && { frames }), ...(media && { media }), ...value };
    const isEmpty = !rule.enabled && !value && !rule.frames?.length && !rule.media?.length;
    if (isEmpty) delete rules[hostname];
    else rules[hostname] = rule;
  }
  return {
    settings: parseSettings({
      ...settings,
      ...rest,
      camera: { ...settings.camera, ...(typeof camera === 'object' && camera), enabled: settings.camera.enabled },
      sites: rules,
    }),
    stamps: {
      common: common.at,
      sites: Object.fromEntries(
        Object.entries(sites).flatMap(([hostname, { at }]) => (at > 0 ? [[hostname, at]] : [])),
      ),
    },
  };
}

/** Room of one item and of all items together, in bytes of JSON; the browser allows 8,192 and 102,400. */
const [ITEM_BYTES, ALL_BYTES] = [7000, 70_000];
/** Most parts of the list of sites. */
export const MOST_PARTS = ALL_BYTES / ITEM_BYTES;

const Item = v.tuple([v.pipe(v.string(), v.check(isHostname)), time, v.nullable(v.record(v.string(), v.unknown()))]);

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

/** Splits a shared part into items for the browser's storage. Where room ends, the rules changed longest ago are left out. */
export function toItems({ common, sites }: SharedSettings): Record<string, unknown> {
  const parts: unknown[][] = [[]];
  let size = 0;
  const byAge = Object.entries(sites).sort(([, a], [, b]) => b.at - a.at);
  for (const [hostname, { at, value }] of byAge) {
    const item = [hostname, at, value];
    const bytes = bytesOf(item) + 1;
    if (size + bytes > ITEM_BYTES) {
      if (parts.length === MOST_PARTS) break;
      parts.push([]);
      size = 0;
    }
    parts.at(-1)!.push(item);
    size += bytes;
  }
  return { common, ...Object.fromEntries(parts.map((part, i) => [`sites-${i}`, part])) };
}

/** Reads the items of the browser's storage. Drops broken ones one by one; undefined where there is nothing. */
export function fromItems(items: Record<string, unknown>): SharedSettings | undefined {
  const common = v.safeParse(v.object({ at: time, value: v.record(v.string(), v.unknown()) }), items.common);
  if (!common.success) return undefined;
  const lists = Array.from({ length: MOST_PARTS }, (_, i) => items[`sites-${i}`]);
  const sites = lists
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .flatMap((item) => {
      const found = v.safeParse(Item, item);
      if (!found.success) return [];
      const [hostname, at, value] = found.output;
      return [[hostname, { at, value }] as const];
    });
  return { common: common.output, sites: Object.fromEntries(sites) };
}
