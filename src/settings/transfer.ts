/** Exports settings to a file and imports them. */
import * as v from 'valibot';
import { log } from '../util/log';
import { parseSettings, type Settings } from './schema';

/** Format version. Raise it when older files become unreadable. */
const VERSION = 1;

const SettingsFile = v.object({ inkreel: v.literal(VERSION), settings: v.record(v.string(), v.unknown()) });

/** Length limit. Exported files are far shorter. */
const MOST_CHARACTERS = 1_000_000;

export const exportSettings = (settings: Settings): string =>
  `${JSON.stringify({ inkreel: VERSION, settings }, null, 2)}\n`;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Tells whether `whole` contains everything in `part`, unchanged. */
function isWithin(part: unknown, whole: unknown): boolean {
  if (!isObject(part) || !isObject(whole)) return part === whole;
  return Object.entries(part).every(([key, value]) => Object.hasOwn(whole, key) && isWithin(value, whole[key]));
}

/**
 * Reads settings from a file's text. Missing values get their defaults. Returns undefined for any other file, and if any
 * value is broken or unknown: importing half of a file would be worse than none.
 */
export function importSettings(text: string): Settings | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  try {
    const { settings: raw } = v.parse(SettingsFile, JSON.parse(text));
    const settings = parseSettings(raw);
    return isWithin(raw, settings) ? settings : undefined;
  } catch (error) {
    log('settings', 'The file is not one of settings', error);
    return undefined;
  }
}
