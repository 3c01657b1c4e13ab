/** The form that asks for the name of a tried style, and what is told beside it. */
import type { LearningSource } from '../../../own-styles/learning/task-store';
import type { StyleFacts } from '../../../own-styles/trial';
import { LICENCE_LENGTH, OWN_NAME_LENGTH, type OwnStyle } from '../../../settings/schema';
import { log } from '../../../util/log';
import { fileTitle } from '../../../words/file-title';
import { message } from '../../../words/message';
import { wholeNumber } from '../../../words/numbers';
import { element } from '../../shared/element';
import { drawOn } from '../learning/progress';

/** Size of the picture on the popup's cards, at twice their size. */
const [CARD_WIDTH, CARD_HEIGHT] = [192, 128];

export const form = element<HTMLFormElement>('own-form');
const nameField = element<HTMLInputElement>('own-name');
const licenceField = element<HTMLInputElement>('own-licence');

type Entry = Pick<OwnStyle, 'name' | 'licence'>;

/** Returns what the user has entered. */
export const entered = (): Entry => ({ name: nameField.value.trim(), licence: licenceField.value.trim() });

export function sayTrial({ progress = '', problem = '', detail = '' }): void {
  element('own-progress').textContent = progress;
  element('own-problem').textContent = problem;
  element('own-detail').textContent = detail;
  element('own-details').hidden = detail === '';
}

/** Suggests a licence and a name: the one in the file, or the file's own where another style has that name. */
export function suggestion({ name, credit, licence }: StyleFacts, fileName: string, taken: readonly string[]): Entry {
  return {
    name: (name === '' || taken.includes(name) ? fileTitle(fileName) : name).slice(0, OWN_NAME_LENGTH),
    licence: [credit, licence].filter(Boolean).join(', ').slice(0, LICENCE_LENGTH),
  };
}

/** Tells that a name has reached its longest, since the field takes no more. */
function showLimit(): void {
  element('own-name-longest').textContent =
    nameField.value.length < OWN_NAME_LENGTH ? '' : message('own_name_longest', wholeNumber(OWN_NAME_LENGTH));
}

/**
 * Puts the form, and what is told of a trial, below the place where the file was dropped. A learned style is asked about in the
 * place of its progress.
 */
export function placeForm(source: LearningSource | undefined): void {
  const place = element(source ? 'learning' : 'drop');
  // Moving drops the focus.
  if (place.nextElementSibling !== element('own-trial')) place.after(element('own-trial'));
  element('own-cancel').textContent = message(source ? 'make_later' : 'cancel');
  element('own-source').hidden = element('own-discard').hidden = source === undefined;
}

const isTyping = (): boolean =>
  document.activeElement instanceof HTMLInputElement && /text|search/.test(document.activeElement.type);

/** Shows the form, with the focus in the name unless the user types elsewhere. */
export function openForm(
  picture: ImageBitmap,
  { name, licence, pace }: Omit<OwnStyle, 'id'>,
  source: LearningSource | undefined,
): void {
  nameField.value = name;
  licenceField.value = licence;
  showLimit();
  element('own-pace').textContent = message(`pace_${pace}`);
  const canvas = element<HTMLCanvasElement>('own-preview');
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  if (source)
    drawOn(element('own-learned-from'), source.picture).catch((error) =>
      log('learning', 'The picture cannot be shown', error),
    );
  form.hidden = false;
  if (source && isTyping()) return;
  nameField.focus();
  nameField.select();
  form.scrollIntoView({ block: 'nearest' });
}

/** Cuts a picture to the shape of a card. */
export async function cardOf(picture: ImageBitmap): Promise<Blob> {
  const canvas = new OffscreenCanvas(CARD_WIDTH, CARD_HEIGHT);
  const scale = Math.max(CARD_WIDTH / picture.width, CARD_HEIGHT / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, (CARD_WIDTH - width) / 2, (CARD_HEIGHT - height) / 2, width, height);
  return canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
}

/** Limits the fields. */
export function limitFields(): void {
  nameField.maxLength = OWN_NAME_LENGTH;
  licenceField.maxLength = LICENCE_LENGTH;
  nameField.addEventListener('input', showLimit);
}
