/** Settings as a file, to keep or to take to another browser. */
import * as v from 'valibot';
import { parseSettings, type Settings } from './schema';

/** Raised when files written before can no longer be read. */
const VERSION = 1;

const File = v.object({ inkreel: v.literal(VERSION), settings: v.record(v.string(), v.unknown()) });

/** No file this extension writes comes near it. */
const MOST_CHARACTERS = 1_000_000;

export const exportSettings = (settings: Settings): string =>
  `${JSON.stringify({ inkreel: VERSION, settings }, null, 2)}\n`;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Whether everything in `part` is in `whole` too, as it is. */
function isWithin(part: unknown, whole: unknown): boolean {
  if (!isObject(part) || !isObject(whole)) return part === whole;
  return Object.entries(part).every(([key, value]) => Object.hasOwn(whole, key) && isWithin(value, whole[key]));
}

/**
 * The settings in a file's text; what it leaves out is as before anything was chosen. Undefined where it is no such file, or
 * any value in it is broken or unknown: half a file's settings would be worse than none.
 */
export function importSettings(text: string): Settings | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  try {
    const { settings: raw } = v.parse(File, JSON.parse(text));
    const settings = parseSettings(raw);
    return isWithin(raw, settings) ? settings : undefined;
  } catch {
    return undefined;
  }
}
