/** Exports settings to a file and imports them. */
import * as v from 'valibot';
import { log } from '../util/log';
import { MOST_OWN_STYLES, parseSettings, type Settings } from './schema';

/** Format version. Raise it with each new setting or value, so that an older Inkreel can tell that a file is newer than itself. */
const VERSION = 1;

const base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));

/** A style of the user's own: its file and its picture (WebP), in base64. */
const StyleFile = v.object({ id: v.pipe(v.string(), v.regex(/^own-[0-9a-f]{12}$/)), file: base64, picture: base64 });

export type StyleFile = v.InferOutput<typeof StyleFile>;

const SettingsFile = v.object({
  inkreel: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(VERSION)),
  settings: v.record(v.string(), v.unknown()),
  styles: v.optional(v.pipe(v.array(StyleFile), v.maxLength(MOST_OWN_STYLES)), []),
});

const NewerFile = v.object({ inkreel: v.pipe(v.number(), v.integer(), v.gtValue(VERSION)) });

/** Length limits of a file, of the sites in it, of which most are left out then, and of all other settings. */
const [MOST_CHARACTERS, MOST_OF_SITES, MOST_OF_OTHERS] = [400_000_000, 20_000_000, 1_000_000];

/** Returns the text of a file with the settings, and with the files of the user's own styles. */
export const exportSettings = (settings: Settings, styles: readonly StyleFile[] = []): string =>
  `${JSON.stringify({ inkreel: VERSION, settings, ...(styles.length > 0 && { styles }) }, null, 2)}\n`;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Tells whether `whole` contains everything in `part`, unchanged. */
function isWithin(part: unknown, whole: unknown): boolean {
  if (!isObject(part) || !isObject(whole)) return part === whole;
  return Object.entries(part).every(([key, value]) => Object.hasOwn(whole, key) && isWithin(value, whole[key]));
}

/** Settings and styles from a file, and the names of its sites that were left out, which may be any text. */
export interface Imported {
  settings: Settings;
  styles: StyleFile[];
  leftOut: string[];
}

/**
 * Reads settings and styles from a file's text. Missing values get their defaults. Leaves out sites whose name is no hostname or
 * whose rule is none, and the oldest beyond the bound, because one of hundreds must not cost the rest. Returns `newer` for a file
 * of a later version. Returns undefined for any other file, and if any other value is broken or unknown: importing half of a file
 * would be worse than none.
 */
export function importSettings(text: string): Imported | 'newer' | undefined {
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
    const kept = named.filter(([hostname]) => isKept(hostname));
    const leftOut = named.map(([hostname]) => hostname).filter((hostname) => !isKept(hostname));
    const readable = named.length > 0 ? { ...raw, sites: Object.fromEntries(kept) } : raw;
    return isWithin(readable, settings) ? { settings, styles, leftOut } : undefined;
  } catch (error) {
    log('settings', 'The file is not one of settings', error);
    return undefined;
  }
}
