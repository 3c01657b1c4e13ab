/** The camera section: a switch, a style and a strength for what others in a call see. */
import { type Settings, updateSettings } from '../../settings';
import { usableStyle } from '../../settings/shelf';
import { message } from '../../words/message';
import { element, showSwitch } from '../shared/element';
import { StrengthSlider } from '../shared/strength-slider';
import { StyleList } from '../shared/style-list';

type CameraSettings = Settings['camera'];

const change = (change: (camera: CameraSettings) => Partial<CameraSettings>): Promise<void> =>
  updateSettings((now) => ({ ...now, camera: { ...now.camera, ...change(now.camera) } }));

/** Wires the controls. Returns a function that shows the stored choice. */
export function showCamera(): (settings: Settings) => void {
  const toggle = element('camera-toggle');
  const strength = new StrengthSlider(element('camera-strength'), element('camera-strength-value'), (strength) =>
    change(() => ({ strength })),
  );
  toggle.addEventListener('click', () => void change(({ enabled }) => ({ enabled: !enabled })));
  const styles = new StyleList(element('camera-style'), (id) => void change(() => ({ style: id })));
  return (settings) => {
    const { camera } = settings;
    showSwitch(toggle, camera.enabled);
    element('camera-state').textContent = message(camera.enabled ? 'on' : 'off');
    styles.show(settings, usableStyle(settings, camera.style, settings.style));
    strength.show(camera.strength);
  };
}
