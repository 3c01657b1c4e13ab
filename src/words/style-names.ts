/** Names and descriptions of the shipped styles, by id. */
import type { MessageKey } from './message';

const textOf = (id: string, end = ''): string =>
  chrome.i18n.getMessage(`style_${id.replaceAll('-', '_')}${end}` as MessageKey);

/** Returns the name of a style, or its id where it has none. */
export const styleName = (id: string): string => textOf(id) || id;

/** Returns one sentence about a style; empty where there is none. */
export const styleDescription = (id: string): string => textOf(id, '_about');
