/** Says what an import would change, before anything is replaced. */
import type { Settings } from '../../settings';
import { settingsBetween, sitesBetween } from '../../settings/changes/difference';
import { repeatedStyles, unknownStyles } from '../../settings/known-styles';
import { type Mode, modeOf } from '../../settings/rules';
import { MAX_SITES } from '../../settings/schema';
import { hasStyle } from '../../settings/shelf';
import type { Imported } from '../../settings/transfer';
import { changeWords } from '../../words/change-words';
import { shownHostname } from '../../words/hostnames';
import { message } from '../../words/message';
import { listed, wholeNumber } from '../../words/numbers';
import { styleName } from '../../words/style-names';
import { valueWords } from './setting-values';

/** Names that are shown before the rest is counted, and characters shown of one, which may be any text. */
const [MOST_NAMED, LONGEST_NAME] = [8, 60];

/** Keeps a name of another direction from turning the text around it. */
export const isolated = (name: string) => `\u2068${name.slice(0, LONGEST_NAME) || '–'}\u2069`;

function named(names: readonly string[]): string {
  const shown = listed(names.slice(0, MOST_NAMED));
  const more = names.length - MOST_NAMED;
  return more > 0 ? message('import_more', shown, wholeNumber(more)) : shown;
}

const modeWords = (mode: Mode) => message(`mode_${mode}`);

/** Names the sites whose rules differ, with what Inkreel does there. */
function siteLines(now: Settings, next: Settings): string[] {
  const hostnames = sitesBetween(now, next);
  const nameOf = (hostname: string) => {
    const modes = [now, next].filter(({ sites }) => sites[hostname]).map((each) => modeWords(modeOf(each, hostname)));
    return `${isolated(shownHostname(hostname))} (${[...new Set(modes)].join(' → ')})`;
  };
  const line = (key: 'import_added' | 'import_changed' | 'import_removed', sites: readonly string[]) =>
    sites.length > 0 ? [message(key, named(sites.map(nameOf)))] : [];
  const isIn = (settings: Settings) => (hostname: string) => Object.hasOwn(settings.sites, hostname);
  return [
    ...line(
      'import_added',
      hostnames.filter((each) => !isIn(now)(each)),
    ),
    ...line(
      'import_changed',
      hostnames.filter((each) => isIn(now)(each) && isIn(next)(each)),
    ),
    ...line(
      'import_removed',
      hostnames.filter((each) => !isIn(next)(each)),
    ),
  ];
}

/**
 * Returns one line for each point; none if nothing would change.
 * @param next the settings after the import
 */
export function previewOf(now: Settings, next: Settings, { settings, leftOut, beyond, styles }: Imported): string[] {
  const added = styles.filter(({ id }) => !now.ownStyles.some((style) => style.id === id));
  const nameOfStyle = (id: string) => next.ownStyles.find((style) => style.id === id)?.name ?? styleName(id);
  const styleLine = (key: 'import_styles' | 'import_unknown' | 'import_twice', ids: readonly string[]) =>
    ids.length > 0 ? [message(key, named(ids.map((id) => isolated(nameOfStyle(id)))))] : [];
  return [
    ...settingsBetween(now, next).flatMap((key) => {
      // Added styles have a line of their own.
      if (key === 'sites' || (key === 'ownStyles' && added.length > 0)) return [];
      return [message('import_setting', changeWords(key), valueWords(now, key), valueWords(next, key))];
    }),
    ...styleLine(
      'import_styles',
      added.map(({ id }) => id),
    ),
    ...siteLines(now, next),
    ...styleLine('import_unknown', unknownStyles(settings, next)),
    ...styleLine(
      'import_twice',
      repeatedStyles(settings).filter((id) => hasStyle(next, id)),
    ),
    ...(beyond > 0 ? [message('import_beyond', wholeNumber(MAX_SITES), wholeNumber(beyond))] : []),
    ...(leftOut.length > 0
      ? [message('import_left_out', named(leftOut.map((hostname) => isolated(shownHostname(hostname)))))]
      : []),
  ];
}
