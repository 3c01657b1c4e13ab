/** The place for new styles: takes a file, tries it, and asks for its name before it is kept. */

import photograph from '../../../../icons/styles/source/chelsea.webp?url';
import type { LearningSource } from '../../../own-styles/learning/task-store';
import { NoRoomError } from '../../../own-styles/store';
import { BOUNDS, idOf, type StyleFacts, TrialError, type TrialStep, tryStyle } from '../../../own-styles/trial';
import { readSettings } from '../../../settings';
import { LICENCE_LENGTH, MOST_OWN_STYLES, OWN_NAME_LENGTH, type Pace } from '../../../settings/schema';
import { styleIds } from '../../../settings/shelf';
import { log } from '../../../util/log';
import { message } from '../../../words/message';
import { wholeNumber } from '../../../words/numbers';
import { styleName } from '../../../words/style-names';
import { element } from '../../shared/element';
import { isPicture } from '../learning/make-style';
import { refusalWords } from './refusal-words';
import type { ShelfList } from './shelf-list';

/** Slowest frames of 1280 x 720, in ms: two thirds of the time that a picture has at 60 and at 24 a second. */
const [LIGHT_MS, FAIR_MS] = [11, 28];

/** Size of the picture on the popup's cards, at twice their size. */
const [CARD_WIDTH, CARD_HEIGHT] = [192, 128];

const paceOf = (frameMs: number): Pace => (frameMs <= LIGHT_MS ? 'light' : frameMs <= FAIR_MS ? 'fair' : 'heavy');

const form = element<HTMLFormElement>('own-form');
const nameField = element<HTMLInputElement>('own-name');
const licenceField = element<HTMLInputElement>('own-licence');

/** A file that was tried and waits for the user's decision. */
interface Candidate {
  id: string;
  file: ArrayBuffer;
  picture: ImageBitmap;
  pace: Pace;
  source: LearningSource | undefined;
}

function say({ progress = '', problem = '', detail = '' }): void {
  element('own-progress').textContent = progress;
  element('own-problem').textContent = problem;
  element('own-detail').textContent = detail;
  element('own-details').hidden = detail === '';
}

const PROGRESS: Record<TrialStep, (file: string) => string> = {
  reading: (file) => message('own_reading', file),
  drawing: () => message('own_drawing'),
  measuring: () => message('own_measuring'),
};

/** Suggests a licence and a name: the one in the file, or the file's own where another style has that name. */
function suggest({ name, credit, licence }: StyleFacts, fileName: string, taken: readonly string[]): void {
  const words = fileName
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim();
  nameField.value = (name === '' || taken.includes(name) ? words : name).slice(0, OWN_NAME_LENGTH);
  licenceField.value = [credit, licence].filter(Boolean).join(', ').slice(0, LICENCE_LENGTH);
  showLimit();
}

/** Tells that a name has reached its longest, since the field takes no more. */
function showLimit(): void {
  element('own-name-longest').textContent =
    nameField.value.length < OWN_NAME_LENGTH ? '' : message('own_name_longest', wholeNumber(OWN_NAME_LENGTH));
}

function preview(picture: ImageBitmap): void {
  const canvas = element<HTMLCanvasElement>('own-preview');
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
}

/** Cuts a picture to the shape of a card. */
async function cardOf(picture: ImageBitmap): Promise<Blob> {
  const canvas = new OffscreenCanvas(CARD_WIDTH, CARD_HEIGHT);
  const scale = Math.max(CARD_WIDTH / picture.width, CARD_HEIGHT / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, (CARD_WIDTH - width) / 2, (CARD_HEIGHT - height) / 2, width, height);
  return canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
}

/** Reads a file and tries it; returns a string with the reason where it need not be tried. @throws TrialError, the reason of `stop` */
async function attempt(file: File, source: LearningSource | undefined, stop: AbortSignal): Promise<Candidate | string> {
  say({ progress: PROGRESS.reading(file.name) });
  const settings = await readSettings();
  const { ownStyles } = settings;
  if (ownStyles.length >= MOST_OWN_STYLES) return message('own_many', String(MOST_OWN_STYLES));
  if (file.size > BOUNDS.fileBytes) throw new TrialError('too-large', `${file.size} bytes.`);
  const bytes = await file.arrayBuffer();
  const id = await idOf(bytes);
  const same = ownStyles.find((style) => style.id === id);
  if (same) return message('own_bad', file.name, message('own_twice', same.name));
  const picture = await createImageBitmap(await (await fetch(photograph)).blob());
  const result = await tryStyle(bytes, picture, (step) => say({ progress: PROGRESS[step](file.name) }), stop);
  suggest(result.facts, file.name, styleIds(settings).map(styleName));
  return { id, file: bytes, picture: result.picture, pace: paceOf(result.frameMs), source };
}

let candidate: Candidate | undefined;
/** Ends the trial that runs; undefined while none does. */
let trial: AbortController | undefined;
/**
 * How the question about a learned file ends. `added`: the user has kept it. `postponed`: the user closed the form, or the file
 * cannot be added now. `displaced`: another file is tried first.
 */
type Outcome = 'added' | 'postponed' | 'displaced';
/** Called with the outcome of the learned file that was taken last. */
let settle: ((outcome: Outcome) => void) | undefined;

function close(outcome: Outcome): void {
  candidate?.picture.close();
  candidate = undefined;
  form.hidden = true;
  settle?.(outcome);
  settle = undefined;
}

async function take(file: File, source?: LearningSource): Promise<void> {
  if (trial) return;
  trial = new AbortController();
  const { signal } = trial;
  element('own-stop').hidden = false;
  close('displaced');
  try {
    const outcome = await attempt(file, source, signal);
    if (typeof outcome === 'string') return say({ problem: outcome });
    candidate = outcome;
    preview(outcome.picture);
    element('own-pace').textContent = message(`pace_${outcome.pace}`);
    form.hidden = false;
    say({});
    nameField.focus();
    nameField.select();
  } catch (error) {
    log('styles', `${file.name} is refused`, error);
    if (signal.aborted) say({});
    else if (error instanceof TrialError)
      say({ problem: message('own_bad', file.name, refusalWords(error.fault, file.name)), detail: error.message });
    else say({ problem: message('file_unreadable', file.name) });
  } finally {
    if (!candidate) close('postponed');
    trial = undefined;
    element('own-stop').hidden = true;
  }
}

async function keep(shelf: ShelfList): Promise<void> {
  const name = nameField.value.trim();
  if (!candidate || name === '') return;
  const { id, file, picture, pace, source } = candidate;
  try {
    await shelf.add(
      { id, name, licence: licenceField.value.trim(), pace },
      { file, picture: await cardOf(picture), source },
    );
  } catch (error) {
    if (!(error instanceof NoRoomError)) throw error;
    return say({ problem: message('own_full', name) });
  }
  say({});
  close('added');
  shelf.say(message('own_added', name));
  shelf.reveal(id);
}

/** Takes the file of a learned style, and what it was learned from. Resolves to whether it was added. */
export async function takeLearned(file: File, source: LearningSource): Promise<boolean> {
  for (;;) {
    // Let a file that is being tried, or waits for its name, come first.
    while (trial || candidate) await new Promise((resolve) => setTimeout(resolve, 500));
    const outcome = await new Promise<Outcome>((done) => {
      void take(file, source);
      settle = done;
    });
    if (outcome !== 'displaced') return outcome === 'added';
  }
}

/**
 * Wires the place where files are dropped or chosen, and the form of a tried one.
 * @param takePicture takes a picture that was dropped
 */
export function offerStyles(shelf: ShelfList, takePicture: (file: File) => void): void {
  nameField.maxLength = OWN_NAME_LENGTH;
  licenceField.maxLength = LICENCE_LENGTH;
  nameField.addEventListener('input', showLimit);
  const drop = element('drop');
  const input = element<HTMLInputElement>('own-file');
  const choose = element<HTMLButtonElement>('own-choose');
  if (chrome.extension.inIncognitoContext) {
    choose.disabled = true;
    say({ progress: message('own_private') });
    return;
  }
  choose.addEventListener('click', () => input.click());
  input.addEventListener('change', async () => {
    const [file] = input.files ?? [];
    if (file) await take(file);
    // Clear it, so that choosing the same file again is a change.
    input.value = '';
  });
  // Take files anywhere on the page: the browser would otherwise leave it and open them.
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  document.addEventListener('dragleave', ({ relatedTarget }) => relatedTarget ?? drop.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    const [file] = event.dataTransfer?.files ?? [];
    if (file && isPicture(file)) takePicture(file);
    else if (file) void take(file);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void keep(shelf);
  });
  element('own-stop').addEventListener('click', () => {
    trial?.abort();
    choose.focus();
  });
  element('own-cancel').addEventListener('click', () => {
    const isLearned = candidate?.source !== undefined;
    close('postponed');
    if (!isLearned) choose.focus();
  });
}
