/** Words for camera views. */
import type { CameraView } from '../protocol/camera';
import { type MessageKey, message } from './message';

/** Returns why others see the camera as it is, as the rest of a line. */
function reasonOf(view: CameraView): string {
  if (view === 'waiting') return message('camera_waiting');
  if (view === 'too-slow') return message('camera_too_slow');
  return message(`fault_${view.replaceAll('-', '_')}_brief` as MessageKey);
}

/** Returns a line like "Plain: no video yet". */
export function cameraWords(view: CameraView): string {
  if (view === 'styled') return message('camera_styled');
  if (view === 'off') return message('camera_black');
  return message('camera_plain', reasonOf(view));
}
