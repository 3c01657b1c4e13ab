/** Says which value keeps a file from being imported, and what it may be. */
import { LINE_WEIGHTS, QUALITIES, STRENGTHS } from '../../settings/schema';
import type { BrokenValue } from '../../settings/transfer';
import { message } from '../../words/message';
import { isolated } from './import-preview';

const range = ([least, most]: readonly [number, number]): string => `${least} … ${most}`;

/** Allowed values as the file writes them, by the last key of the path. */
const ALLOWED: Record<string, string> = {
  strength: range(STRENGTHS),
  lineWeight: range(LINE_WEIGHTS),
  quality: QUALITIES.join(', '),
};

const SWITCHES = ['keepColours', 'playerButton', 'everywhere', 'paused', 'sync', 'debug', 'enabled'];

function allowedAt({ path, value }: BrokenValue): string | undefined {
  const key = path.at(-1) ?? '';
  if (SWITCHES.includes(key)) return typeof value === 'boolean' ? undefined : 'true, false';
  return Object.hasOwn(ALLOWED, key) ? ALLOWED[key] : undefined;
}

/** Returns the sentence about a file. */
export function problemOf(file: string, broken: BrokenValue): string {
  const name = isolated(broken.path.join(' › '));
  const value = isolated(JSON.stringify(broken.value) ?? '');
  const allowed = allowedAt(broken);
  return allowed === undefined
    ? message('file_value', file, name, value)
    : message('file_bounds', file, name, value, allowed);
}
