/** The switch for restyling on every site with a video. */
import type { Settings } from '../../settings';
import { updateSettings } from '../../settings';
import { setEverywhere } from '../../settings/rules';
import { message } from '../../words/message';
import { element, showSwitch } from '../shared/element';
import { askForEverySite, giveEverySiteBack } from '../shared/every-site';

/** Wires the switch. Returns a function that shows the stored choice. */
export function showEverywhere(): (settings: Settings) => void {
  const toggle = element('everywhere');
  let isOn = false;
  toggle.addEventListener('click', async () => {
    const wanted = !isOn;
    if (!wanted) await updateSettings((now) => setEverywhere(now, false));
    const isRefused = wanted && !(await askForEverySite());
    element('everywhere-problem').textContent = isRefused ? message('everywhere_refused') : '';
    if (!wanted) await giveEverySiteBack();
  });
  return (settings) => {
    isOn = settings.everywhere;
    showSwitch(toggle, isOn);
    element('ask-about').textContent = message(isOn ? 'mode_everywhere_about' : 'mode_ask_about');
  };
}
