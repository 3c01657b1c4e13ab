/** The box on top of the popup: what stands in the way, why, and the buttons that help. Pure functions of the state. */
import { shownHostname } from '../../../words/hostnames';
import { message } from '../../../words/message';
import type { DocumentReport } from '../documents';
import type { TabKind } from '../tab';
import { type Action, action, type Box, reload } from './action';
import { boxOfFault, faultBox, slowBox } from './fault-box';
import { startBox } from './start-box';
import type { PopupState } from './state';
import { countsOf } from './status';

const once = () => action('first-look', message('once'));

/** Time without any report after which the user has to reload the page. */
const SILENCE_MS = 4000;

/** Returns why Inkreel cannot run in a tab without a site. */
function unreachableBox(kind: TabKind): Box {
  const key = `${kind === 'page' ? 'browser' : kind}_page` as const;
  return {
    tone: 'trouble',
    title: message(key),
    text: message(`${key}_text`),
    actions: [action('demo', message('try_demo'))],
  };
}

const isEmpty = ({ status }: DocumentReport) => status.videos + status.styled.length + status.faults.length === 0;

/** Whether any document reports a video. */
const hasVideo = (reports: readonly DocumentReport[]): boolean => !reports.every(isEmpty);

/** Returns the box of a video that the page may not read: a copy of it can be loaded, or the tab captured. */
function foreignBox({ foreign, reports, canMakeTracks }: PopupState): Box | undefined {
  const isCapturable = reports.some(({ status }) => status.capturable);
  if (!foreign && !isCapturable) return undefined;
  const isStyled = countsOf(reports).styled > 0;
  const window = action('window', message('window'));
  return {
    tone: isStyled ? 'note' : 'trouble',
    title: message('foreign'),
    text: foreign
      ? message('foreign_text', shownHostname(foreign.hostname))
      : message(canMakeTracks ? 'window_text' : 'window_missing'),
    actions: [
      ...(foreign ? [action('include-media', message('load_copy'))] : []),
      ...(isCapturable && canMakeTracks ? [window] : []),
    ],
  };
}

function embeddedBox({ tab, embeddedIncluded, reports }: PopupState): Box | undefined {
  if (!tab?.embedded || embeddedIncluded || reports.length === 0 || hasVideo(reports)) return undefined;
  const hostname = shownHostname(tab.embedded.hostname);
  return {
    tone: 'note',
    title: message('embedded', hostname),
    text: message('embedded_text'),
    actions: [action('include-embedded', message('include', hostname))],
  };
}

function canvasBox({ reports }: PopupState): Box | undefined {
  if (hasVideo(reports) || !reports.some(({ status }) => status.canvas)) return undefined;
  return {
    tone: 'note',
    title: message('canvas'),
    text: message('canvas_text'),
    actions: [action('restyle-canvas', message('menu_restyle_canvas'))],
  };
}

function silenceBox({ reports, silentMs }: PopupState): Box | undefined {
  if (reports.length === 0 && silentMs >= SILENCE_MS)
    return { tone: 'trouble', title: message('page_silent'), text: message('page_silent_text'), actions: [reload()] };
  return undefined;
}

/** Returns the box of a site that is on and granted. */
const runningBox = (state: PopupState): Box | undefined =>
  silenceBox(state) ??
  startBox(state) ??
  canvasBox(state) ??
  embeddedBox(state) ??
  slowBox(state) ??
  foreignBox(state) ??
  faultBox(state);

/** Returns the box for the present obstacle, or undefined if there is none. */
export function boxOf(state: PopupState): Box | undefined {
  const { tab, mode, granted, asking, refused, firstLook, paused, camera } = state;
  if (!tab?.site) return unreachableBox(tab?.kind ?? 'browser');
  const hostname = shownHostname(tab.site.hostname);
  const box = (tone: Box['tone'], title: string, text: string, ...actions: Action[]) => ({
    tone,
    title,
    text,
    actions,
  });
  const pausedText = message(camera ? 'paused_text_camera' : 'paused_text');
  if (paused) return box('note', message('paused_title'), pausedText, action('resume', message('resume')));
  if (mode === 'off')
    return box(
      'note',
      message('turned_off', hostname),
      message('turned_off_text'),
      action('ask-again', message('allow_again')),
    );
  // Told before any access is asked for, which would be of no use.
  if (!state.hasWebgpu) return boxOfFault('no-webgpu', state);
  if (mode === 'on' && granted) return runningBox(state);
  if (asking) return undefined;
  if (firstLook === 'failed') return box('trouble', message('once_failed'), message('once_failed_text'));
  if (isFirstLook(state)) return lookBox(state);
  // On without a grant: the user withdrew it, or refused after the browser's question had closed the popup.
  if (refused || mode === 'on')
    return box(
      'trouble',
      message('refused', hostname),
      message('refused_text'),
      action('ask', message('ask_again')),
      once(),
    );
  if (granted) return undefined;
  const asked = state.domain === undefined ? hostname : message('all_sites_of', shownHostname(state.domain));
  return box(
    'note',
    message('first_question'),
    message('first_question_text', asked),
    action('ask', message('turn_on')),
    once(),
  );
}

const stop = () => action('end-look', message('once_stop'));

/**
 * A look *just this once* cannot load copies or include embedded players, because both need access to other hostnames. A
 * reload would end it, so that it is begun again instead, and it is stopped instead of switched off. There is a box from the
 * first moment on, so that nothing moves and the look can be stopped before it has a picture.
 */
function lookBox(state: PopupState): Box {
  const box =
    silenceBox(state) ??
    startBox(state) ??
    canvasBox(state) ??
    slowBox(state) ??
    foreignBox({ ...state, foreign: undefined }) ??
    faultBox(state);
  if (!box) return { tone: 'note', title: message('once'), text: message('once_text'), actions: [stop()] };
  const actions = box.actions
    .filter(({ kind }) => kind !== 'switch-off')
    .map((each) => (each.kind === 'reload' ? once() : each));
  return { ...box, actions: [...actions, stop()] };
}

/** Whether the tab is restyled just this once. Without a grant nothing else makes documents report a video. */
export const isFirstLook = ({ firstLook, granted, reports }: PopupState): boolean =>
  firstLook === 'asked' || (!granted && hasVideo(reports));
