/** The camera section: a switch, the camera view, and the camera's look. */

import { canMakeTracks } from '../../platform/features';
import { type Settings, updateSettings } from '../../settings';
import { changeCamera } from '../../settings/look';
import { shownCamera } from '../../settings/shelf';
import { cameraWords } from '../../words/camera-words';
import { message } from '../../words/message';
import { element, showSwitch } from '../shared/element';
import { LookEffects } from '../shared/look-effects';
import { StrengthSlider } from '../shared/strength-slider';
import { StyleList } from '../shared/style-list';
import { CameraMirror } from './camera-mirror';
import { cameraLineOf } from './view/camera-line';
import type { PopupState } from './view/state';

const change = (look: Partial<Settings['camera']>) => updateSettings((now) => changeCamera(now, look));

/** Leaves a text that is there alone, so that a screen reader does not begin it anew. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export interface CameraSection {
  /** Shows the stored choice. */
  show: (settings: Settings) => void;
  /** Shows beside the heading which pictures others get. */
  showState: (state: PopupState) => void;
}

/**
 * Wires the controls.
 * @param tabId the tab whose camera view is shown
 */
export function showCamera(tabId: number | undefined): CameraSection {
  const toggle = element<HTMLButtonElement>('camera-toggle');
  const canStyle = canMakeTracks();
  if (!canStyle) {
    toggle.disabled = true;
    element('camera-hint').textContent = message('restyle_camera_missing');
    for (const id of ['camera-pair', 'camera-effects']) element(id).hidden = true;
  }
  const strength = new StrengthSlider(element('camera-strength'), element('camera-strength-value'), (strength) =>
    change({ strength }),
  );
  const effects = new LookEffects(element('camera-effects'), 'camera-', change);
  toggle.addEventListener('click', () => void change({ enabled: !isOn }));
  const styles = new StyleList(element('camera-style'), (style) => void change({ style }));
  const state = element('camera-state');
  const section = element<HTMLDetailsElement>('camera');
  const preview = new CameraMirror(element<HTMLCanvasElement>('camera-preview'), tabId);
  let isOn = false;
  let hasPicture = false;
  const showMirror = () => preview.setWanted(hasPicture && section.open);
  section.addEventListener('toggle', () => {
    showMirror();
    if (section.open) section.scrollIntoView({ block: 'nearest' });
  });
  return {
    show(settings) {
      const camera = shownCamera(settings);
      isOn = canStyle && camera.enabled;
      showSwitch(toggle, isOn);
      styles.show(settings, camera.style);
      strength.show(camera.strength);
      effects.show(camera);
    },
    showState(now) {
      const { text, kind, hint } = cameraLineOf({ ...now, camera: isOn });
      setText(state, text);
      const about = message('restyle_camera_about');
      if (canStyle) setText(element('camera-hint'), hint === undefined ? about : `${about} ${hint}`);
      state.dataset.view = kind;
      hasPicture = kind !== 'idle' && text !== cameraWords('off');
      showMirror();
    },
  };
}
