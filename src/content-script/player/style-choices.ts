/** Asks the service worker for all styles when a video's menu needs them, once until they change. */
import browser from 'webextension-polyfill';
import { type AskStyles, parseStylePictures, type StylePictures } from '../../protocol/runtime';
import { log, logged } from '../../util/log';
import type { StyleChoice } from './bar/style-menu';

async function decoded({ id, picture }: StylePictures[number]): Promise<StyleChoice> {
  if (picture === undefined) return { id };
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes])).catch(logged('player', 'A picture is broken', undefined));
  return { id, ...(bitmap && { picture: bitmap }) };
}

let asked: Promise<StyleChoice[]> | undefined;

/** Lets the next menu ask anew. */
export function forgetStyles(): void {
  asked = undefined;
}

/** Resolves to the styles with their pictures; to none where the extension does not answer. */
export function askStyles(): Promise<StyleChoice[]> {
  asked ??= (async () => {
    const message: AskStyles = { type: 'ask-styles' };
    const answer: unknown = await browser.runtime.sendMessage(message).catch(logged('player', 'No styles', undefined));
    const list = parseStylePictures(answer);
    if (list) return Promise.all(list.map(decoded));
    log('player', 'The styles are not known');
    asked = undefined;
    return [];
  })();
  return asked;
}
