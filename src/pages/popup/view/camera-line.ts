/** The line beside *My camera*: the pictures that others in a call get. A pure function of the popup's state. */
import { CAMERA_VIEWS } from '../../../protocol/camera';
import { cameraWords } from '../../../words/camera-words';
import { message } from '../../../words/message';
import type { PopupState } from './state';

export interface CameraLine {
  text: string;
  /** `styled`: others see the style; `plain`: they see another picture; `idle`: no call is known. */
  kind: 'styled' | 'plain' | 'idle';
  /** Steps for the user where a call may have opened its camera before it could be restyled. */
  hint?: string;
}

/** Returns why the camera of every call on the tab's page goes out plain; undefined where it can be restyled. */
function obstacleOf({ paused, mode, granted }: PopupState): string | undefined {
  if (paused) return message('camera_paused');
  // A look just this once leaves the camera alone.
  return mode === 'on' && granted ? undefined : message('camera_site_off');
}

/** Returns the line. It says *On* only where no page can have a camera. */
export function cameraLineOf(state: PopupState): CameraLine {
  const { tab, camera, reports } = state;
  if (!camera) return { text: message('off'), kind: 'idle' };
  const obstacle = obstacleOf(state);
  if (tab?.site && obstacle !== undefined) return { text: message('camera_plain', obstacle), kind: 'plain' };
  if (!tab?.site) return { text: message('on'), kind: 'idle' };
  // A page that has not answered yet may be in a call, which gets the camera as it is.
  if (reports.length === 0) return { text: cameraWords('waiting'), kind: 'idle' };
  const view = CAMERA_VIEWS.find((each) => reports.some(({ status }) => status.camera === each));
  if (view === undefined) return { text: message('camera_none'), kind: 'idle', hint: message('camera_none_hint') };
  return { text: cameraWords(view), kind: view === 'styled' ? 'styled' : 'plain' };
}
