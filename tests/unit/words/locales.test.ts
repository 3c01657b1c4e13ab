/** Every language has every text, with the same placeholders, and short enough for where it stands. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TextEntry } from '../../support/english';

const FOLDER = new URL('../../../_locales/', import.meta.url);
const read = (name: string): Record<string, TextEntry> =>
  JSON.parse(readFileSync(new URL(`${name}/messages.json`, FOLDER), 'utf8'));

const english = read('en');
const LANGUAGES = ['de', 'es', 'fr', 'ja', 'ko', 'pt_BR', 'uk', 'zh_CN'];

/** A text's key without the form of its count. */
const PLURAL = /_(zero|one|two|few|many|other)$/;
const pluralBases = Object.keys(english)
  .filter((key) => key.endsWith('_other'))
  .map((key) => key.replace(PLURAL, ''));
const baseOf = (key: string) => {
  const base = key.replace(PLURAL, '');
  return pluralBases.includes(base) ? base : key;
};
const englishOf = (key: string): TextEntry | undefined => english[key] ?? english[`${baseOf(key)}_other`];

/** Values that a text is called with: those that the English one names, in their numbers. */
const valuesOf = (entry: TextEntry | undefined) =>
  Object.fromEntries(Object.entries(entry?.placeholders ?? {}).map(([name, { content }]) => [name, content]));

/** Names used in a text between dollar signs. */
const usedIn = ({ message }: TextEntry) =>
  [...new Set([...message.matchAll(/\$(\w+)\$/g)].map(([, name]) => name!.toLowerCase()))].sort();

test('there is a folder for each language, and no other', () => {
  expect(readdirSync(FOLDER).sort()).toEqual([...LANGUAGES, 'en'].sort());
});

describe.each(['en', ...LANGUAGES])('%s', (language) => {
  const texts = read(language);

  test('has the texts of English, and no more', () => {
    const keys = (of: Record<string, TextEntry>) => [...new Set(Object.keys(of).map(baseOf))].sort();
    expect(keys(texts)).toEqual(keys(english));
  });

  test('has the forms of its counts', () => {
    const { pluralCategories } = new Intl.PluralRules(language.replace('_', '-')).resolvedOptions();
    // Spanish, French and Portuguese have a form for whole millions, which nothing here counts.
    const wanted = pluralCategories.filter((form) => form !== 'many' || language === 'uk');
    const missing = pluralBases.flatMap((base) => wanted.map((form) => `${base}_${form}`)).filter((key) => !texts[key]);
    expect(missing).toEqual([]);
  });

  test('fills the same values into each text', () => {
    const wrong = Object.entries(texts).filter(([key, entry]) => {
      const [own, expected] = [valuesOf(entry), valuesOf(englishOf(key))];
      const used = usedIn(entry);
      const isCount = baseOf(key) !== key;
      return (
        used.join() !== Object.keys(own).sort().join() ||
        used.some((name) => own[name] !== expected[name]) ||
        (!isCount && used.join() !== Object.keys(expected).sort().join())
      );
    });
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  test('keeps to the stores’ limits, and leaves nothing empty', () => {
    expect([...texts.app_description!.message].length).toBeLessThanOrEqual(132);
    expect(Object.entries(texts).filter(([, { message }]) => message.trim() === '')).toEqual([]);
  });

  if (language === 'en') return;
  test('is not left in English', () => {
    // Names and words that are the same in several languages are short.
    const same = Object.entries(texts).filter(
      ([key, { message }]) => message.length > 24 && message === englishOf(key)?.message,
    );
    expect(same.map(([key]) => key)).toEqual([]);
  });
});
