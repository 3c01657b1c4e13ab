/** Style, strength, colours and lines: the site's own, or the common ones. */
import { type Settings, updateSettings } from '../../settings';
import { changeLook, hasOwnLook, type SiteLook, setOwnLook } from '../../settings/look';
import { shownLook, toggleFavourite } from '../../settings/shelf';
import { message } from '../../words/message';
import { styleName } from '../../words/style-names';
import { element, showSwitch } from '../shared/element';
import { LookEffects } from '../shared/look-effects';
import { StrengthSlider } from '../shared/strength-slider';
import { StyleCards } from '../shared/style-cards';

/**
 * Wires the controls. Returns functions that show the stored choice, and a picture of the video in one style.
 * @param site hostname of the page in the tab; empty if the tab has no site
 */
export function showLook(site: string): {
  show(settings: Settings): void;
  showLive(style: string, picture: ImageBitmap): void;
} {
  const change = (look: Partial<SiteLook>) => updateSettings((now) => changeLook(now, site, look));
  const styles = new StyleCards(element('styles'), (style) => void change({ style }));
  const own = element('own-look');
  const strength = new StrengthSlider(element('strength'), element('strength-value'), (strength) =>
    change({ strength }),
  );
  const effects = new LookEffects(element('effects'), '', change);
  element('own').hidden = site === '';
  own.addEventListener(
    'click',
    () => void updateSettings((now) => setOwnLook(now, site, !hasOwnLook(now.sites[site]))),
  );
  const favourite = element('favourite');
  let chosen = '';
  favourite.addEventListener('click', () => void updateSettings((now) => toggleFavourite(now, chosen)));
  const show = (settings: Settings) => {
    const look = shownLook(settings, site);
    chosen = look.style;
    favourite.ariaLabel = message('favourite', styleName(chosen));
    favourite.title = favourite.ariaLabel;
    favourite.ariaPressed = String(settings.favourites.includes(chosen));
    styles.show(settings, look.style);
    strength.show(look.strength);
    effects.show(look);
    showSwitch(own, hasOwnLook(settings.sites[site]));
  };
  return { show, showLive: (style, picture) => styles.showLive(style, picture) };
}
