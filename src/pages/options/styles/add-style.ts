/** The place for new styles: takes a file, tries it, and asks for its name before it is kept. */

import photograph from '../../../../icons/styles/source/chelsea.webp?url';
import type { LearningSource } from '../../../own-styles/learning/task-store';
import { NoRoomError } from '../../../own-styles/store';
import { BOUNDS, idOf, TrialError, type TrialStep, tryStyle } from '../../../own-styles/trial';
import { readSettings } from '../../../settings';
import { MOST_OWN_STYLES, type OwnStyle, type Pace } from '../../../settings/schema';
import { styleIds } from '../../../settings/shelf';
import { log } from '../../../util/log';
import { message } from '../../../words/message';
import { styleName } from '../../../words/style-names';
import { element } from '../../shared/element';
import { isPicture } from '../learning/make-style';
import { cardOf, entered, form, limitFields, openForm, placeForm, sayTrial, suggestion } from './name-form';
import { refusalWords } from './refusal-words';
import type { ShelfList } from './shelf-list';

/** Slowest frames of 1280 x 720, in ms: two thirds of the time that a picture has at 60 and at 24 a second. */
const [LIGHT_MS, FAIR_MS] = [11, 28];

const paceOf = (frameMs: number): Pace => (frameMs <= LIGHT_MS ? 'light' : frameMs <= FAIR_MS ? 'fair' : 'heavy');

/** A file that was tried and waits for the user's decision. */
interface Candidate {
  style: OwnStyle;
  file: ArrayBuffer;
  picture: ImageBitmap;
  source: LearningSource | undefined;
}

const PROGRESS: Record<TrialStep, (file: string) => string> = {
  reading: (file) => message('own_reading', file),
  drawing: () => message('own_drawing'),
  measuring: () => message('own_measuring'),
};

/** Names a file in sentences. A learned style has none that the user has seen. */
const titleOf = (file: File, source: LearningSource | undefined): string => source?.name ?? file.name;

/** Reads a file and tries it; returns a string with the reason where it need not be tried. @throws TrialError, the reason of `stop` */
async function attempt(file: File, source: LearningSource | undefined, stop: AbortSignal): Promise<Candidate | string> {
  const title = titleOf(file, source);
  sayTrial({ progress: PROGRESS.reading(title) });
  const settings = await readSettings();
  const { ownStyles } = settings;
  if (ownStyles.length >= MOST_OWN_STYLES) return message('own_many', String(MOST_OWN_STYLES));
  if (file.size > BOUNDS.fileBytes) throw new TrialError('too-large', `${file.size} bytes.`);
  const bytes = await file.arrayBuffer();
  const id = await idOf(bytes);
  const same = ownStyles.find((style) => style.id === id);
  if (same) return message('own_bad', title, message('own_twice', same.name));
  const picture = await createImageBitmap(await (await fetch(photograph)).blob());
  const result = await tryStyle(bytes, picture, (step) => sayTrial({ progress: PROGRESS[step](title) }), stop);
  const { name, licence } =
    postponed?.id === id ? postponed : suggestion(result.facts, file.name, styleIds(settings).map(styleName));
  const style = { id, name, licence, pace: paceOf(result.frameMs) };
  return { style, file: bytes, picture: result.picture, source };
}

let candidate: Candidate | undefined;
/** What the user had entered for the file whose form was closed last. */
let postponed: Omit<OwnStyle, 'pace'> | undefined;
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
  if (candidate && outcome !== 'added') postponed = { id: candidate.style.id, ...entered() };
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
  placeForm(source);
  try {
    const outcome = await attempt(file, source, signal);
    if (typeof outcome === 'string') return sayTrial({ problem: outcome });
    candidate = outcome;
    sayTrial({});
    openForm(outcome.picture, outcome.style, source);
  } catch (error) {
    log('styles', `${file.name} is refused`, error);
    if (signal.aborted) sayTrial({});
    else if (error instanceof TrialError)
      sayTrial({
        problem: message('own_bad', titleOf(file, source), refusalWords(error.fault, file.name)),
        detail: error.message,
      });
    else sayTrial({ problem: message('file_unreadable', titleOf(file, source)) });
  } finally {
    if (!candidate) close('postponed');
    trial = undefined;
    element('own-stop').hidden = true;
  }
}

async function keep(shelf: ShelfList): Promise<void> {
  const { name, licence } = entered();
  if (!candidate || name === '') return;
  const { style, file, picture, source } = candidate;
  try {
    await shelf.add({ ...style, name, licence }, { file, picture: await cardOf(picture), source });
  } catch (error) {
    if (!(error instanceof NoRoomError)) throw error;
    return sayTrial({ problem: message('own_full', name) });
  }
  sayTrial({});
  close('added');
  shelf.say(message('own_added', name));
  shelf.reveal(style.id);
}

/**
 * Takes the file of a learned style, and what it was learned from. Resolves to whether it was added.
 * @param withdrawn tells when the question no longer matters: another page has answered it, or the style was discarded
 */
export async function takeLearned(file: File, source: LearningSource, withdrawn: AbortSignal): Promise<boolean> {
  let isTaken = false;
  withdrawn.addEventListener('abort', () => {
    if (!isTaken) return;
    trial?.abort();
    sayTrial({});
    if (!trial) close('postponed');
  });
  while (!withdrawn.aborted) {
    // Let a file that is being tried, or waits for its name, come first.
    while (trial || candidate) await new Promise((resolve) => setTimeout(resolve, 500));
    if (withdrawn.aborted) break;
    isTaken = true;
    const outcome = await new Promise<Outcome>((done) => {
      void take(file, source);
      settle = done;
    });
    isTaken = false;
    if (outcome !== 'displaced') return outcome === 'added';
  }
  return false;
}

/**
 * Wires the place where files are dropped or chosen, and the form of a tried one.
 * @param takePicture takes a picture that was dropped or chosen instead of a style
 */
export function offerStyles(shelf: ShelfList, takePicture: (file: File) => void): void {
  limitFields();
  const drop = element('drop');
  const input = element<HTMLInputElement>('own-file');
  const choose = element<HTMLButtonElement>('own-choose');
  if (chrome.extension.inIncognitoContext) {
    choose.disabled = true;
    sayTrial({ progress: message('own_private') });
    return;
  }
  /** Takes a style, or a picture to make one from: users expect either to become a style wherever they hand it over. */
  const accept = async (files: FileList | null | undefined) => {
    const [file] = files ?? [];
    if (file && isPicture(file)) takePicture(file);
    else if (file) await take(file);
  };
  choose.addEventListener('click', () => input.click());
  input.addEventListener('change', async () => {
    await accept(input.files);
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
    void accept(event.dataTransfer?.files);
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
