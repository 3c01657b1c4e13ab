/** Shows how far the learning of a style is, with its preview and its buttons. */
import type { LearningFault, LearningStatus } from '../../../protocol/learning';
import { bytesOfBase64 } from '../../../util/base64';
import { log } from '../../../util/log';
import { type MessageKey, message } from '../../../words/message';
import { inSeconds, wholeNumber } from '../../../words/numbers';
import { element } from '../../shared/element';

const faultWords = (fault: LearningFault): string => message(`make_fault_${fault.replaceAll('-', '_')}` as MessageKey);

function words({ phase, step, steps, secondsLeft }: LearningStatus): string {
  if (phase === 'preparing' || (phase === 'learning' && secondsLeft === null)) return message('make_preparing');
  if (phase === 'learning')
    return message('make_progress', wholeNumber(step), wholeNumber(steps), inSeconds(Math.ceil(secondsLeft ?? 0)));
  if (phase === 'stopped') return message('make_stopped');
  return phase === 'learned' ? message('make_learned') : '';
}

async function drawPreview(picture: string): Promise<void> {
  const bitmap = await createImageBitmap(new Blob([bytesOfBase64(picture)], { type: 'image/webp' }));
  const canvas = element<HTMLCanvasElement>('learning-preview');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  canvas.hidden = false;
  bitmap.close();
}

export function showProgress(status: LearningStatus): void {
  const { phase, step, steps, style, fault, preview } = status;
  const section = element('learning');
  section.hidden = phase === 'none';
  section.dataset.phase = phase;
  section.dataset.step = String(step);
  section.dataset.loss = String(style ?? '');
  const bar = element<HTMLProgressElement>('learning-bar');
  bar.hidden = phase !== 'learning' && phase !== 'preparing';
  if (phase === 'learning' && steps > 0) {
    bar.max = steps;
    bar.value = step;
  } else bar.removeAttribute('value');
  element('learning-status').textContent = words(status);
  element('learning-problem').textContent = phase === 'failed' ? faultWords(fault ?? 'unknown') : '';
  element('learning-pause').hidden = phase !== 'learning';
  element('learning-finish').hidden = phase !== 'learning' || step === 0;
  element('learning-go-on').hidden = phase !== 'stopped' && phase !== 'failed';
  if (phase === 'preparing' || phase === 'none') element('learning-preview').hidden = true;
  if (preview) drawPreview(preview).catch((error) => log('learning', 'The preview cannot be shown', error));
}
