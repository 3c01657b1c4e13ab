/** Shows how far the learning of a style is, with its preview and its buttons. */
import { readRecord } from '../../../own-styles/learning/task-store';
import type { LearningFault, LearningStatus } from '../../../protocol/learning';
import { bytesOfBase64 } from '../../../util/base64';
import { log } from '../../../util/log';
import { type MessageKey, message } from '../../../words/message';
import { inSeconds, roughTime, wholeNumber } from '../../../words/numbers';
import { element } from '../../shared/element';

export const learningFaultWords = (fault: LearningFault): string =>
  message(`make_fault_${fault.replaceAll('-', '_')}` as MessageKey);

/** Counts the last minute and a half down; more is an estimate. */
const timeLeft = (seconds: number): string => (seconds < 90 ? inSeconds(Math.ceil(seconds)) : roughTime(seconds));

/** State of a learned style: `asking` while its name form is open, `waiting` until the user opens the form. */
export type Naming = 'asking' | 'waiting';

function words({ phase, step, steps, secondsLeft }: LearningStatus, naming: Naming): string {
  if (phase === 'preparing') return message('make_preparing');
  // After a pause the time is known only when some steps have been taken.
  if (phase === 'learning' && secondsLeft === null) return message('make_steps', wholeNumber(step), wholeNumber(steps));
  if (phase === 'learning')
    return message('make_progress', wholeNumber(step), wholeNumber(steps), timeLeft(secondsLeft ?? 0));
  if (phase === 'stopped')
    return step > 0 ? message('make_paused', wholeNumber(step), wholeNumber(steps)) : message('make_stopped');
  // The trial tells the rest, and the form then takes this place.
  if (phase === 'learned' && naming === 'waiting') return message('make_not_added');
  return '';
}

/** Draws the file of a picture on a canvas of its size. */
export async function drawOn(canvas: HTMLCanvasElement, file: Blob): Promise<void> {
  const bitmap = await createImageBitmap(file);
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
}

const previewCanvas = element<HTMLCanvasElement>('learning-preview');

async function drawPreview(picture: string): Promise<void> {
  await drawOn(previewCanvas, new Blob([bytesOfBase64(picture)], { type: 'image/webp' }));
  previewCanvas.hidden = false;
  previewCanvas.classList.remove('empty');
}

/** Keeps the preview's room free until it comes, so that nothing beside it moves then. */
function emptyPreview(): void {
  previewCanvas.width = 3;
  previewCanvas.height = 2;
  previewCanvas.hidden = false;
  previewCanvas.classList.add('empty');
}

let shownTask = '';

/** Shows which picture is learned from, and its name. */
async function showTask(): Promise<void> {
  const task = await readRecord('task');
  if (!task || task.id === shownTask) return;
  shownTask = task.id;
  element('learning-name').textContent = task.name;
  await drawOn(element('learning-picture'), task.picture);
}

export function showProgress(status: LearningStatus, naming: Naming): void {
  const { phase, step, steps, style, fault, preview } = status;
  const section = element('learning');
  if (phase !== section.dataset.phase && phase !== 'none')
    showTask().catch((error) => log('learning', 'The picture cannot be shown', error));
  section.hidden = phase === 'none';
  section.dataset.phase = phase;
  section.dataset.step = String(step);
  section.dataset.loss = String(style ?? '');
  const isBusy = phase === 'learning' || phase === 'preparing';
  const isStopped = phase === 'stopped' || phase === 'failed';
  const bar = element<HTMLProgressElement>('learning-bar');
  bar.hidden = !isBusy && !(isStopped && step > 0);
  if (phase !== 'preparing' && steps > 0) {
    bar.max = steps;
    bar.value = step;
  } else bar.removeAttribute('value');
  element('learning-status').textContent = words(status, naming);
  element('learning-problem').textContent = phase === 'failed' ? learningFaultWords(fault ?? 'unknown') : '';
  // Disable a button instead of hiding it, because its neighbours would move under the pointer.
  const pause = element<HTMLButtonElement>('learning-pause');
  const finish = element<HTMLButtonElement>('learning-finish');
  pause.hidden = !isBusy;
  pause.disabled = phase !== 'learning';
  finish.hidden = bar.hidden;
  finish.disabled = phase === 'preparing' || step === 0;
  finish.classList.toggle('primary', isBusy);
  element('learning-go-on').hidden = !isStopped;
  const isNaming = phase === 'learned' && naming === 'asking';
  element('learning-add').hidden = phase !== 'learned' || isNaming;
  element('learning-drop').hidden = isNaming;
  // Keeps the last preview of a training that goes on.
  if (isBusy && (previewCanvas.hidden || (phase === 'preparing' && step === 0))) emptyPreview();
  if (preview) drawPreview(preview).catch((error) => log('learning', 'The preview cannot be shown', error));
}
