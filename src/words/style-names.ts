/** Names and descriptions of the styles, by id. */
import type { MessageKey } from './message';

const textOf = (id: string, end = ''): string =>
  chrome.i18n.getMessage(`style_${id.replaceAll('-', '_')}${end}` as MessageKey);

let ownNames: ReadonlyMap<string, string> = new Map();

/** Takes the names that the user gave to added styles. Every context calls it with the settings that it shows. */
export function nameOwnStyles(styles: readonly { id: string; name: string }[]): void {
  ownNames = new Map(styles.map(({ id, name }) => [id, name]));
}

/** Returns the name of a style, or its id where it has none. */
export const styleName = (id: string): string => ownNames.get(id) ?? (textOf(id) || id);

/** Returns one sentence about a style; empty where there is none. */
export const styleDescription = (id: string): string => textOf(id, '_about');
