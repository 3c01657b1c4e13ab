/** Gives unit tests the extension's English texts, as the browser would. */
import english from '../../_locales/en/messages.json' with { type: 'json' };

/** A text of `_locales`. */
export interface TextEntry {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

const entries = new Map<string, TextEntry>(Object.entries(english));

/** Fills the placeholders of a text of `_locales`. An unknown key gives an empty text, as in the browser. */
function getMessage(key: string, values: string[] = []): string {
  const entry = entries.get(key);
  return (entry?.message ?? '').replace(/\$(\w+)\$|\$\$/g, (all, name?: string) => {
    const content = name && entry?.placeholders?.[name.toLowerCase()]?.content;
    return content ? (values[Number(content.slice(1)) - 1] ?? '') : all.slice(1);
  });
}

export const i18n = { getMessage, getUILanguage: () => 'en-US' };

Object.assign(globalThis, { chrome: { i18n } });
