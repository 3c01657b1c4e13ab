/** The extension's texts in the user's language, from `_locales`, by the browser's own choice of the language. */
import type english from '../../_locales/en/messages.json';

export type MessageKey = keyof typeof english;

type EndingIn<Key, End extends string> = Key extends `${infer Start}${End}` ? Start : never;

/** Start of the keys of a text that depends on a count: `videos` has `videos_one`, `videos_other`, in some languages more. */
export type PluralKey = EndingIn<MessageKey, '_other'>;

/** Returns a text with `values` in its placeholders, in the order of the English text. */
export const message = (key: MessageKey, ...values: string[]): string => chrome.i18n.getMessage(key, values);

let chosen: string | undefined;

/**
 * Returns the locale for numbers. It is the browser's own, region included, if the texts are in its language, else the
 * language of the texts.
 */
export function locale(): string {
  const language = (tag: string) => tag.split(/[-_]/, 1)[0];
  const ofTexts = message('locale').replace('_', '-');
  const ofBrowser = chrome.i18n.getUILanguage();
  chosen ??= language(ofTexts) === language(ofBrowser) ? ofBrowser : ofTexts;
  return chosen;
}

/** Returns the form of a text that fits `count`, with the count itself as its first placeholder. */
export function plural(key: PluralKey, count: number, ...values: string[]): string {
  const category = new Intl.PluralRules(locale()).select(count);
  const all = [new Intl.NumberFormat(locale()).format(count), ...values];
  // Some languages have forms for millions or fractions that need no text of their own.
  return chrome.i18n.getMessage(`${key}_${category}`, all) || chrome.i18n.getMessage(`${key}_other`, all);
}
