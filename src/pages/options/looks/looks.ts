/** The common look of all sites, and the look of the camera. */
import { canMakeTracks } from '../../../platform/features';
import { type Settings, updateSettings } from '../../../settings';
import { changeCamera, changeLook } from '../../../settings/look';
import { shownCamera, shownLook } from '../../../settings/shelf';
import { message } from '../../../words/message';
import { element, showSwitch } from '../../shared/element';
import { LookFields } from './look-fields';

/** Wires the fields. Returns a function that shows what is stored. */
export function offerLooks(): (settings: Settings) => void {
  const common = new LookFields(element('common-look'), 'common', (look) =>
    updateSettings((now) => changeLook(now, '', look)),
  );
  const camera = new LookFields(element('camera-look'), 'camera', (look) =>
    updateSettings((now) => changeCamera(now, look)),
  );
  const toggle = element<HTMLButtonElement>('camera-toggle');
  toggle.addEventListener(
    'click',
    () => void updateSettings((now) => changeCamera(now, { enabled: !now.camera.enabled })),
  );
  const canStyle = canMakeTracks();
  if (!canStyle) {
    toggle.disabled = true;
    element('camera-hint').textContent = message('restyle_camera_missing');
    element('camera-look').hidden = true;
  }
  return (settings) => {
    common.show(settings, shownLook(settings, ''));
    camera.show(settings, shownCamera(settings));
    showSwitch(toggle, canStyle && settings.camera.enabled);
  };
}
