/** The small picture of a style: shipped, from the database of the user's own styles, or a letter. */
import { readPicture } from '../../own-styles/store';
import { isOwn } from '../../settings/shelf';
import type { StyleEntry } from '../../settings/styles';
import { log } from '../../util/log';
import { styleName } from '../../words/style-names';

/** Draws the picture of an added style on `canvas` once it is read. Without one the canvas stays empty. */
async function drawOwn(canvas: HTMLCanvasElement, id: string): Promise<void> {
  try {
    const stored = await readPicture(id);
    if (!stored) return;
    const picture = await createImageBitmap(stored);
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext('2d')?.drawImage(picture, 0, 0);
    picture.close();
  } catch (error) {
    log('styles', `${id} has no picture`, error);
  }
}

/** Returns an element with the picture of a style, or with the first letter of its name. */
export function stylePicture({ id, thumbnail }: StyleEntry): HTMLElement {
  if (thumbnail) {
    const picture = new Image();
    picture.src = thumbnail;
    picture.alt = '';
    return picture;
  }
  if (isOwn(id)) {
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    void drawOwn(canvas, id);
    return canvas;
  }
  const letter = document.createElement('span');
  letter.setAttribute('aria-hidden', 'true');
  letter.textContent = styleName(id).charAt(0);
  return letter;
}
