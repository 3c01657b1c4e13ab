/** Says what an import would change, before anything is replaced. */
import type { Settings } from '../../settings';
import { settingsBetween } from '../../settings/changes/difference';
import type { Imported } from '../../settings/transfer';
import { changeWords } from '../../words/change-words';
import { shownHostname } from '../../words/hostnames';
import { locale, message } from '../../words/message';
import { wholeNumber } from '../../words/numbers';

/** Sites that are named before the rest is counted, and characters shown of a name, which may be any text. */
const [MOST_NAMED, LONGEST_NAME] = [8, 60];

const list = (items: readonly string[]) => new Intl.ListFormat(locale(), { type: 'unit' }).format(items);

/** Keeps a name of another direction from turning the text around it. */
const isolated = (name: string) => `\u2068${shownHostname(name).slice(0, LONGEST_NAME) || '–'}\u2069`;

function named(sites: readonly string[]): string {
  const shown = list(sites.slice(0, MOST_NAMED).map(isolated));
  const more = sites.length - MOST_NAMED;
  return more > 0 ? message('import_more', shown, wholeNumber(more)) : shown;
}

const countOf = ({ sites }: Settings) => wholeNumber(Object.keys(sites).length);

/**
 * Returns one sentence for each point; none if nothing would change.
 * @param file name of the file
 * @param next the settings after the import
 */
export function previewOf(file: string, now: Settings, next: Settings, { leftOut, styles }: Imported): string[] {
  const changed = settingsBetween(now, next);
  const added = styles.filter(({ id }) => !now.ownStyles.some((style) => style.id === id)).length;
  return [
    ...(changed.length > 0 ? [message('import_changes', file, list(changed.map((key) => changeWords(key))))] : []),
    ...(changed.includes('sites') ? [message('import_sites', countOf(now), countOf(next))] : []),
    ...(added > 0 ? [message('import_styles', wholeNumber(added))] : []),
    ...(leftOut.length > 0 ? [message('import_left_out', named(leftOut))] : []),
  ];
}
