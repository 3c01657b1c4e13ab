/** The place where a picture becomes a style: takes it, asks how it is to be learned, and hands the result to the shelf. */
import { readStylePicture } from '../../../own-styles/learning/read-picture';
import {
  addTask,
  deleteRecords,
  type LearningSource,
  type LearningTask,
  readRecord,
} from '../../../own-styles/learning/task-store';
import type { LearningStatus, LearningTime } from '../../../protocol/learning';
import { OWN_NAME_LENGTH } from '../../../settings/schema';
import { log } from '../../../util/log';
import { fileTitle } from '../../../words/file-title';
import { message } from '../../../words/message';
import { roughTime } from '../../../words/numbers';
import { element } from '../../shared/element';
import { fillTrack } from '../../shared/strength-slider';
import { offerDiscarding, showDiscarded } from './discarded';
import { comeWhenAsked } from './foreground';
import { HostLink } from './host-link';
import { notesOn, pictureProblem } from './picture-words';
import { drawOn, learningFaultWords, type Naming, showProgress } from './progress';

/**
 * Takes the file of a learned style, and what it was learned from; resolves to whether the user has added it.
 * `withdrawn` tells that the question no longer matters: another page has answered it, or the style was discarded.
 */
type TakeStyle = (file: File, source: LearningSource, withdrawn: AbortSignal) => Promise<boolean>;

/** Ways to offer a picture. */
export interface LearningOffers {
  /** Takes a picture that was dropped on the page. */
  picture(file: File): void;
  /** Takes the picture and the dials of a style that was learned before. */
  again(source: LearningSource): void;
}

const form = element<HTMLFormElement>('make-form');
const canvas = element<HTMLCanvasElement>('make-picture');
const strengthDial = element<HTMLInputElement>('make-strength');
const ownFrames = element<HTMLInputElement>('make-frames');

/** The picture that waits for the user's decision, as a PNG, and the suggested name of its style. */
let picture: { readonly png: Blob; readonly name: string } | undefined;
/** The picture whose learning this page began last. */
let begun: typeof picture;
let phase: LearningStatus['phase'] = 'none';
let link: HostLink;

function say(problem: string): void {
  element('make-problem').textContent = problem;
}

const chosen = (name: string): string | undefined =>
  form.querySelector<HTMLInputElement>(`input[name=${name}]:checked`)?.value;

/** Shows a PNG and asks how its style is to be learned. */
async function ask(png: Blob, name: string, notes = ''): Promise<void> {
  picture = { png, name };
  await drawOn(canvas, png);
  element('make-notes').textContent = notes;
  showForm();
  say(form.hidden ? message('make_next') : '');
  element('make-start').focus();
  form.scrollIntoView({ block: 'nearest' });
}

/** Tells how long learning will take, or that it cannot be done. */
function tellTime({ seconds, fault }: LearningTime): void {
  element('make-time').classList.toggle('problem', fault !== null);
  element<HTMLButtonElement>('make-start').disabled = fault !== null;
  if (fault) element('make-time').textContent = learningFaultWords(fault);
  else
    element('make-time').textContent =
      seconds === null ? message('make_time_unknown') : message('make_time', roughTime(seconds));
}

async function offer(file: Blob, name: string): Promise<void> {
  try {
    const { png, ...facts } = await readStylePicture(file);
    await ask(png, fileTitle(name).slice(0, OWN_NAME_LENGTH), notesOn(facts));
  } catch (error) {
    log('learning', `${name} is refused`, error);
    say(pictureProblem(error, name));
  }
}

/** Offers a learned style's picture again, with the dials as they were. */
async function offerAgain({
  picture: png,
  name,
  strength,
  stroke,
  colours,
  ownFrames: isTicked,
}: LearningSource): Promise<void> {
  strengthDial.value = String(strength);
  fillTrack(strengthDial);
  for (const [dial, value] of Object.entries({ stroke, colours }))
    form.querySelector<HTMLInputElement>(`input[name=${dial}][value=${value}]`)!.checked = true;
  ownFrames.checked = isTicked === true;
  await ask(png, name);
}

/** One style is learned at a time: the form waits until the last one is kept or discarded. */
function showForm(): void {
  const isHidden = !picture || phase !== 'none';
  if (form.hidden && !isHidden) {
    // The picture no longer waits: its turn has come.
    say('');
    void link.send('expect');
  } else if (!form.hidden && isQueued()) say(message('make_next'));
  form.hidden = isHidden;
}

/** Whether a picture waits until the style that is being learned is kept or discarded. */
const isQueued = (): boolean => picture !== undefined && picture !== begun && phase !== 'none';

async function begin(): Promise<void> {
  if (!picture) return;
  const task: LearningTask = {
    id: crypto.randomUUID(),
    name: picture.name,
    picture: picture.png,
    strength: Number(strengthDial.value),
    stroke: (chosen('stroke') ?? 'medium') as LearningTask['stroke'],
    colours: (chosen('colours') ?? 'picture') as LearningTask['colours'],
    ownFrames: ownFrames.checked,
  };
  try {
    if (!(await addTask(task))) {
      // Another settings page was faster: show what it has begun.
      say(message('make_next'));
      return link.open();
    }
  } catch (error) {
    log('learning', 'The picture cannot be stored', error);
    return say(message('make_fault_disk'));
  }
  say('');
  begun = picture;
  form.hidden = true;
  await link.send('begin');
}

/** Hands the learned style to the shelf, which asks for its name, and forgets the task afterwards. */
async function deliver(take: TakeStyle, withdrawn: AbortSignal): Promise<void> {
  const [task, result] = [await readRecord('task'), await readRecord('result')];
  if (task && result) {
    const { id: _, ...source } = task;
    if (!(await take(new File([result], `${task.name}.safetensors`), source, withdrawn))) return;
    // Its row offers to learn it again.
    if (picture === begun) picture = undefined;
    // Another settings page may have decided on it before, and begun the next.
    if ((await readRecord('task'))?.id !== task.id) return;
  }
  await link.send('drop');
}

/** Takes the picture that the context menu left for this page. */
async function takeOffered(): Promise<void> {
  const offered = await readRecord('offered');
  if (!offered) return;
  await deleteRecords('offered');
  if (offered === 'unreadable') say(message('picture_unreadable'));
  else await offer(offered.file, offered.name);
}

export const isPicture = ({ type }: Blob): boolean => type.startsWith('image/');

/** Wires the place for pictures and the progress of learning. */
export async function offerLearning(take: TakeStyle): Promise<LearningOffers> {
  let hasBrokenOff = false;
  let isFirst = true;
  let naming: Naming = 'waiting';
  let withdrawal = new AbortController();
  let status: LearningStatus;
  const receive = (told: LearningStatus) => {
    hasBrokenOff &&= told.phase === 'stopped';
    status = hasBrokenOff ? { ...told, phase: 'failed', fault: 'unknown' } : told;
    // Opens the form only for a style that was learned while the page was open, because the form takes the focus.
    const isNew = status.phase === 'learned' && phase !== 'learned' && !isFirst;
    isFirst = false;
    phase = status.phase;
    if (phase !== 'learned') withdrawal.abort();
    if (isNew) void askName();
    else showProgress(status, naming);
    showDiscarded(status);
    showForm();
  };
  /** Asks for the name of the learned style. It stays learned, with a button that asks again, where the user closes the form. */
  const askName = async () => {
    naming = 'asking';
    withdrawal = new AbortController();
    showProgress(status, naming);
    await deliver(take, withdrawal.signal).catch((error) => log('learning', 'The style cannot be read', error));
    naming = 'waiting';
    showProgress(status, naming);
    if (phase === 'learned') element('learning-add').focus();
  };
  link = new HostLink(receive, tellTime, () => {
    // The host was closed or has crashed: what it has saved is in the database.
    hasBrokenOff = phase === 'learning' || phase === 'preparing';
    if (hasBrokenOff) void link.open();
  });
  const input = element<HTMLInputElement>('make-file');
  element('make-choose').addEventListener('click', () => input.click());
  input.addEventListener('change', async () => {
    const [file] = input.files ?? [];
    if (file) await offer(file, file.name);
    input.value = '';
  });
  document.addEventListener('paste', ({ clipboardData }) => {
    const file = [...(clipboardData?.files ?? [])].find(isPicture);
    if (file) void offer(file, file.name);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void begin();
  });
  strengthDial.addEventListener('input', () => fillTrack(strengthDial));
  element('make-cancel').addEventListener('click', () => {
    picture = undefined;
    showForm();
    element('make-choose').focus();
  });
  element('learning-add').addEventListener('click', () => void askName());
  for (const order of ['pause', 'go-on', 'finish'] as const)
    element(`learning-${order}`).addEventListener('click', () => void link.send(order));
  offerDiscarding((order) => link.send(order));
  window.addEventListener('beforeunload', (event) => {
    // Asks before the page closes, because a picture that is next is not stored.
    if (isQueued()) event.preventDefault();
  });
  await takeOffered();
  window.addEventListener('focus', () => void takeOffered());
  comeWhenAsked(takeOffered);
  if ((await readRecord('task')) ?? (await readRecord('discarded'))) await link.open();
  return {
    picture: (file) => void offer(file, file.name),
    again: (source) => void offerAgain(source),
  };
}
