/** The styles with their pictures for a video's own menu: content scripts cannot load files of the extension. */
import type { StylePictures } from '../protocol/runtime';
import { readSettings } from '../settings';
import { listStyles } from '../settings/styles';
import { logged } from '../util/log';

/** Returns a file in base64. */
async function inBase64(url: string): Promise<string> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Returns every style in the user's order. A picture that cannot be read is left out. */
export async function styleList(): Promise<StylePictures> {
  const entries = listStyles(await readSettings()).map(async ({ id, thumbnail }) => {
    const picture =
      thumbnail && (await inBase64(thumbnail).catch(logged('worker', 'No picture of a style', undefined)));
    return { id, ...(picture && { picture }) };
  });
  return Promise.all(entries);
}
