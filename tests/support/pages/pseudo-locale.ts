/**
 * Runs in a page of the extension before its scripts: makes every text half as long again and lets it run from right to
 * left, as no shipped language does. Shows what breaks in a language that is longer than English or mirrored.
 */
export function pseudoLocale(): void {
  const original = chrome.i18n.getMessage.bind(chrome.i18n);
  chrome.i18n.getMessage = (key: string, ...rest: unknown[]): string => {
    if (key === '@@bidi_dir') return 'rtl';
    const text = Reflect.apply(original, null, [key, ...rest]) as string;
    if (text === '' || key === 'locale') return text;
    return `\u2067${text} ${'ﬁ'.repeat(Math.ceil(text.length / 2)).replace(/(.{6})/g, '$1 ')}\u2069`;
  };
}
