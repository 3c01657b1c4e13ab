/** The page after installing: shows the effect on a clip, says what happens, and asks where Inkreel should work. */
import browser from 'webextension-polyfill';
import { readSettings, type Settings, updateSettings, watchSettings } from '../../settings';
import { changeLook, type SiteLook } from '../../settings/look';
import { setEverywhere } from '../../settings/rules';
import { shownLook } from '../../settings/shelf';
import { message } from '../../words/message';
import { fillWords } from '../../words/page-words';
import { nameOwnStyles } from '../../words/style-names';
import { element } from '../shared/element';
import { askForEverySite, giveEverySiteBack } from '../shared/every-site';
import { LookEffects } from '../shared/look-effects';
import { StrengthSlider } from '../shared/strength-slider';
import { StyleCards } from '../shared/style-cards';
import { tellUnsaved } from '../shared/unsaved';
import { startDemo } from './demo';

fillWords();

const change = (look: Partial<SiteLook>) => updateSettings((now) => changeLook(now, '', look));
const styles = new StyleCards(element('styles'), (style) => void change({ style }));
const where = element('where');
const strength = new StrengthSlider(element('strength'), element('strength-value'), (strength) => change({ strength }));
const effects = new LookEffects(element('effects'), '', change);

function show(settings: Settings): void {
  nameOwnStyles(settings.ownStyles);
  const look = shownLook(settings, '');
  styles.show(settings, look.style);
  strength.show(look.strength);
  effects.show(look);
  const chosen = settings.everywhere ? 'everywhere' : 'ask';
  for (const radio of where.querySelectorAll('input')) radio.checked = radio.value === chosen;
  element('how-switched-on').textContent = message(settings.everywhere ? 'welcome_how_everywhere' : 'welcome_how_ask');
}

const settings = await readSettings();
show(settings);
const changeDemo = startDemo(
  settings,
  (text) => {
    const line = element('speed');
    if (line.textContent !== text) line.textContent = text;
  },
  (isLineThere) => {
    element('try').textContent = message(isLineThere ? 'welcome_line' : 'welcome_try');
  },
);

where.addEventListener('change', async ({ target }) => {
  const isEverywhere = (target as HTMLInputElement).value === 'everywhere';
  const isRefused = isEverywhere && !(await askForEverySite());
  if (!isEverywhere) {
    await updateSettings((now) => setEverywhere(now, false));
    await giveEverySiteBack();
  }
  element('where-problem').textContent = isRefused ? message('everywhere_refused') : '';
  show(await readSettings());
});

/** Tells where the toolbar button is while the browser keeps it out of sight. */
async function showPin(): Promise<void> {
  // Firefox pins by itself, and older browsers do not tell.
  const { isOnToolbar = true } = (await browser.action.getUserSettings?.()) ?? {};
  element('pin').hidden = isOnToolbar;
}
void showPin();
// The user pins it beside the page, which then gets the focus back.
window.addEventListener('focus', () => void showPin());
element('settings').addEventListener('click', () => void browser.runtime.openOptionsPage());
watchSettings((next) => {
  show(next);
  changeDemo(next);
});
tellUnsaved(show);
if (location.hash) document.querySelector(location.hash)?.scrollIntoView();
