/** The styles with their pictures for a video's own menu: content scripts cannot load files of the extension. */
import { readPicture } from '../own-styles/store';
import type { StylePictures } from '../protocol/runtime';
import { readSettings } from '../settings';
import { listStyles, type StyleEntry } from '../settings/styles';
import { base64Of } from '../util/base64';
import { logged } from '../util/log';

/** Returns the picture of a style in base64; undefined for an added one whose file is not on this computer. */
async function pictureOf({ id, thumbnail }: StyleEntry): Promise<string | undefined> {
  const picture = thumbnail ? await (await fetch(thumbnail)).blob() : await readPicture(id);
  return picture && base64Of(picture);
}

/** Returns every style in the user's order. A picture that cannot be read is left out. */
export async function styleList(): Promise<StylePictures> {
  const entries = listStyles(await readSettings()).map(async (style) => {
    const picture = await pictureOf(style).catch(logged('worker', 'No picture of a style', undefined));
    return { id: style.id, ...(picture && { picture }) };
  });
  return Promise.all(entries);
}
