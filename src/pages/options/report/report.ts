/** The section that reports a problem: shows a diagnosis and copies it. */
import { readSettings } from '../../../settings';
import { message } from '../../../words/message';
import { element } from '../../shared/element';
import { diagnosisOf } from './diagnosis';

/** Wires the section. The popup names the tab with the problem in this page's address. */
export async function offerReport(): Promise<void> {
  const tab = new URLSearchParams(location.search).get('tab');
  const tabId = tab === null ? undefined : Number(tab);
  const ticked = element<HTMLInputElement>('report-address');
  const text = element<HTMLTextAreaElement>('report-text');
  const copied = element('report-copied');
  element('report-ticked').hidden = tabId === undefined;
  const fill = async () => {
    element('report-private').hidden = ticked.checked;
    text.value = await diagnosisOf(await readSettings(), tabId, ticked.checked);
    copied.textContent = '';
  };
  ticked.addEventListener('change', () => void fill());
  element('report-copy').addEventListener('click', async () => {
    // Measure again: the user may have tried something meanwhile.
    await fill();
    await navigator.clipboard.writeText(text.value);
    copied.textContent = message('copied');
  });
  await fill();
  if (location.hash === '#report') element('report').scrollIntoView();
}
