/** Exports settings to a file and imports them. */
import * as v from 'valibot';
import { log } from '../util/log';
import { MAX_SITES, MOST_OWN_STYLES, parseSettings, type Settings } from './schema';

/** Format version. Raise it with each new setting or value, so that an older Inkreel can tell that a file is newer than itself. */
const VERSION = 1;

const base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));

/** A style of the user's own: its file and its picture (WebP), in base64. */
const StyleFile = v.object({ id: v.pipe(v.string(), v.regex(/^own-[0-9a-f]{12}$/)), file: base64, picture: base64 });

export type StyleFile = v.InferOutput<typeof StyleFile>;

const SettingsFile = v.object({
  inkreel: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(VERSION)),
  settings: v.pipe(
    v.unknown(),
    v.check((settings) => !Array.isArray(settings)),
    v.record(v.string(), v.unknown()),
  ),
  styles: v.optional(v.pipe(v.array(StyleFile), v.maxLength(MOST_OWN_STYLES)), []),
});

const NewerFile = v.object({ inkreel: v.pipe(v.number(), v.integer(), v.gtValue(VERSION)) });

/** Length limits of a file, of the sites in it, of which most are left out then, and of all other settings. */
const [MOST_CHARACTERS, MOST_OF_SITES, MOST_OF_OTHERS] = [400_000_000, 20_000_000, 1_000_000];

/** Returns the text of a file with the settings, and with the files of the user's own styles. */
export const exportSettings = (settings: Settings, styles: readonly StyleFile[] = []): string =>
  `${JSON.stringify({ inkreel: VERSION, settings, ...(styles.length > 0 && { styles }) }, null, 2)}\n`;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Returns the path to the first value in `part` that `whole` does not contain unchanged; undefined where it contains all. */
function brokenPath(part: unknown, whole: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (!isObject(part) || !isObject(whole)) return part === whole ? undefined : path;
  for (const [key, value] of Object.entries(part)) {
    const here = [...path, key];
    const broken = Object.hasOwn(whole, key) ? brokenPath(value, whole[key], here) : here;
    if (broken) return broken;
  }
  return undefined;
}

const valueAt = (all: unknown, path: readonly string[]): unknown =>
  path.reduce((value, key) => (isObject(value) ? value[key] : undefined), all);

/** The first value of a file that is broken or unknown: the keys that lead to it, which may be any text, and the value. */
export interface BrokenValue {
  path: readonly string[];
  value: unknown;
}

export interface Imported {
  settings: Settings;
  styles: StyleFile[];
  /** Names of sites that were left out because they are broken; they may be any text. */
  leftOut: string[];
  /** Number of the oldest sites, which were left out because more are not kept. */
  beyond: number;
}

/**
 * Reads settings and styles from a file's text. Missing values get their defaults. Leaves out sites whose name is no hostname or
 * whose rule is none, and the oldest beyond the bound, because one of hundreds must not cost the rest. Returns `newer` for a file
 * of a later version, and the first other value that is broken or unknown: importing half of a file would be worse than none.
 * Returns undefined for any other file.
 */
export function importSettings(text: string): Imported | BrokenValue | 'newer' | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  try {
    const content: unknown = JSON.parse(text);
    if (v.is(NewerFile, content)) return 'newer';
    const { settings: raw, styles } = v.parse(SettingsFile, content);
    const { sites = {}, ...others } = raw;
    if (JSON.stringify(sites).length > MOST_OF_SITES || JSON.stringify(others).length > MOST_OF_OTHERS)
      return undefined;
    const settings = parseSettings(raw);
    const named = isObject(raw.sites) ? Object.entries(raw.sites) : [];
    const isKept = (hostname: string) => Object.hasOwn(settings.sites, hostname);
    const beyond = Math.max(0, named.length - MAX_SITES);
    const kept = named.filter(([hostname]) => isKept(hostname));
    const leftOut = named
      .slice(beyond)
      .map(([hostname]) => hostname)
      .filter((hostname) => !isKept(hostname));
    const readable = named.length > 0 ? { ...raw, sites: Object.fromEntries(kept) } : raw;
    const path = brokenPath(readable, settings);
    return path ? { path, value: valueAt(readable, path) } : { settings, styles, leftOut, beyond };
  } catch (error) {
    log('settings', 'The file is not one of settings', error);
    return undefined;
  }
}
