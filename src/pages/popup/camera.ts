/** The camera section: a switch, the camera view, and the camera's look. */

import { canMakeTracks } from '../../platform/features';
import { CAMERA_VIEWS, type CameraView } from '../../protocol/camera';
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
import type { DocumentReport } from './documents';

const change = (look: Partial<Settings['camera']>) => updateSettings((now) => changeCamera(now, look));

export interface CameraSection {
  /** Shows the stored choice. */
  show: (settings: Settings) => void;
  /** Shows a camera view beside the heading: the worst that the tab's documents report. */
  showReports: (reports: readonly DocumentReport[]) => void;
}

/** Returns the line beside the heading: the camera view, or whether the camera is to be restyled. */
const stateOf = (isOn: boolean, view: CameraView | null): string =>
  isOn && view ? cameraWords(view) : message(isOn ? 'on' : 'off');

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
  let view: CameraView | null = null;
  const showState = () => {
    const text = stateOf(isOn, view);
    if (state.textContent !== text) state.textContent = text;
    state.dataset.view = isOn && view ? (view === 'styled' ? 'styled' : 'plain') : '';
    preview.setWanted(isOn && view === 'styled' && section.open);
  };
  section.addEventListener('toggle', () => {
    showState();
    if (section.open) section.scrollIntoView({ block: 'nearest' });
  });
  return {
    show(settings) {
      const camera = shownCamera(settings);
      isOn = canStyle && camera.enabled;
      showSwitch(toggle, isOn);
      showState();
      styles.show(settings, camera.style);
      strength.show(camera.strength);
      effects.show(camera);
    },
    showReports(reports) {
      view = CAMERA_VIEWS.find((each) => reports.some(({ status }) => status.camera === each)) ?? null;
      showState();
    },
  };
}
