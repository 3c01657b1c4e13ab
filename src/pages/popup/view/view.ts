/** Decides what the popup shows. A pure function of the popup's state. */
import { shownHostname } from '../../../words/hostnames';
import { message } from '../../../words/message';
import type { Box } from './action';
import { boxOf, isFirstLook } from './box';
import type { PopupState } from './state';
import { countsOf, plain, type Status, statusLineOf } from './status';

export interface PopupView {
  hostname: string;
  toggle: { checked: boolean; disabled: boolean };
  status: Status;
  box: Box | undefined;
  /** At least one video is restyled, so *Hold for original* makes sense. */
  canCompare: boolean;
  /** The box has the button that resumes, so that the link of the footer leaves it out. */
  isResumeInBox: boolean;
}

function statusOfState(state: PopupState, box: Box | undefined): Status {
  const { tab, mode, granted, asking, reports, paused } = state;
  if (!tab?.site) return plain('quiet', message('status_off_here'));
  if (paused) return plain('quiet', message('status_paused_everywhere'));
  if (mode === 'off') return plain('quiet', message('status_off'));
  const isTrouble = box?.tone === 'trouble';
  const status =
    isTrouble && countsOf(reports).styled === 0
      ? plain('trouble', message('status_unchanged'))
      : statusLineOf(reports, state.style);
  if (mode === 'on' && granted) return status;
  if (asking) return plain('busy', message('status_asking'));
  if (!isFirstLook(state)) return plain(isTrouble ? 'trouble' : 'quiet', message('status_off'));
  return {
    ...status,
    text: message('once_status', status.text),
    announcement: message('once_status', status.announcement),
  };
}

/** Returns all the popup shows for `state`. */
export function viewOf(state: PopupState): PopupView {
  const { tab, mode, granted, asking, reports, paused } = state;
  const box = boxOf(state);
  const checked = !paused && ((mode === 'on' && granted) || asking);
  return {
    hostname: shownHostname(tab?.site?.hostname ?? ''),
    toggle: {
      checked: tab?.site !== undefined && checked,
      disabled: !tab?.site || mode === 'off' || paused,
    },
    status: statusOfState(state, box),
    box,
    // Documents report for a moment longer than they restyle.
    canCompare: !paused && ((mode === 'on' && granted) || isFirstLook(state)) && countsOf(reports).styled > 0,
    isResumeInBox: box?.actions.some(({ kind }) => kind === 'resume') === true,
  };
}
