/** Style and strength: the site's own, or the common ones. */
import { type Settings, updateSettings } from '../../settings';
import { changeLook, hasOwnLook, lookOf, type SiteLook, setOwnLook } from '../../settings/look';
import { listStyles } from '../../settings/styles';
import { element, showSwitch } from '../shared/element';
import { StrengthSlider } from '../shared/strength-slider';
import { checkStyle, showStyles } from '../shared/style-cards';

/**
 * Wires the controls. Returns a function that shows the stored choice.
 * @param site host of the page in the tab; empty if the tab has no site
 */
export function showLook(site: string): (settings: Settings) => void {
  const change = (look: Partial<SiteLook>) => updateSettings((now) => changeLook(now, site, look));
  const styles = element('styles');
  const own = element('own-look');
  const strength = new StrengthSlider(element('strength'), element('strength-value'), (strength) =>
    change({ strength }),
  );
  showStyles(styles, listStyles(), (style) => void change({ style }));
  element('own').hidden = site === '';
  own.addEventListener(
    'click',
    () => void updateSettings((now) => setOwnLook(now, site, !hasOwnLook(now.sites[site]))),
  );
  return (settings) => {
    const look = lookOf(settings, site);
    checkStyle(styles, look.style);
    strength.show(look.strength);
    showSwitch(own, hasOwnLook(settings.sites[site]));
  };
}
