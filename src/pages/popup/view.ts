/** Decides what the popup shows. A pure function of the popup's state. */
import type { Mode } from '../../settings/rules';
import type { Site } from '../../settings/site';
import type { FrameReport } from './frames';
import { type Status, statusOf } from './status';
import type { CurrentTab } from './tab';
import { UNREACHABLE, WORDS } from './words';

export interface PopupState {
  /** Undefined if the window has no tab that extensions can see. */
  tab: CurrentTab | undefined;
  mode: Mode;
  granted: boolean;
  /** The browser's question for access is open. */
  asking: boolean;
  /** The user answered the question with no. */
  refused: boolean;
  /** `asked`: this popup started a look just this once; `failed`: it could not start. */
  firstLook: 'no' | 'asked' | 'failed';
  reports: FrameReport[];
  /** Time since any frame answered while the site is on, in ms. */
  silentMs: number;
  /** The site includes players from `tab.embedded`, and access to them is granted. */
  frameIncluded: boolean;
  /** Site of a video that the page may not read and that is not included yet. */
  foreign: Site | undefined;
}

export interface PopupView {
  host: string;
  toggle: { checked: boolean; disabled: boolean };
  status: Status;
  /** A next step the user can take, with its button. */
  offer: Offer | undefined;
  /** At least one video is restyled, so *Hold for original* makes sense. */
  canCompare: boolean;
  /** A capture of the tab could show a video in a window of its own. */
  canCapture: boolean;
}

export interface Offer {
  kind: 'first-look' | 'include-frame' | 'include-media' | 'ask-again';
  text: string;
  label: string;
}

const isEmpty = ({ status }: FrameReport) => status.videos + status.styled.length + status.faults.length === 0;

function frameOffer({ tab, frameIncluded, reports }: PopupState): Offer | undefined {
  if (!tab?.embedded || frameIncluded || reports.length === 0 || !reports.every(isEmpty)) return undefined;
  const { host } = tab.embedded;
  return { kind: 'include-frame', text: WORDS.embedded(host), label: WORDS.include(host) };
}

function mediaOffer({ foreign }: PopupState): Offer | undefined {
  if (!foreign) return undefined;
  const { host } = foreign;
  return { kind: 'include-media', text: WORDS.foreign(host), label: WORDS.include(host) };
}

const quiet = (text: string): Status => ({ tone: 'quiet', text, announcement: text });

/** Returns all the popup shows for `state`. */
export function viewOf(state: PopupState): PopupView {
  const { tab, mode, granted, asking, refused, firstLook, reports, silentMs } = state;
  if (!tab?.site) {
    const why = UNREACHABLE[tab && tab.kind !== 'page' ? tab.kind : 'browser'];
    return {
      host: '',
      toggle: { checked: false, disabled: true },
      status: quiet(why),
      offer: undefined,
      canCompare: false,
      canCapture: false,
    };
  }
  const { host } = tab.site;
  const on = mode === 'on' && granted;
  const view = (status: Status, offer?: Offer): PopupView => ({
    host,
    toggle: { checked: on || asking, disabled: mode === 'off' },
    status,
    offer,
    canCompare: reports.some(({ status: { styled } }) => styled.length > 0),
    canCapture: mode !== 'off' && reports.some(({ status }) => status.capturable),
  });
  if (mode === 'off')
    return view(quiet(WORDS.off), { kind: 'ask-again', text: WORDS.never(host), label: WORDS.askAgain });
  if (on) return view(statusOf(reports, silentMs), frameOffer(state) ?? mediaOffer(state));
  if (asking) return view({ ...quiet(WORDS.asking), tone: 'busy' });
  if (firstLook === 'failed') return view({ ...quiet(WORDS.firstLookFailed), tone: 'trouble' });
  // Without a grant only a look just this once makes frames report a video. An earlier popup may have started it.
  if (firstLook === 'asked' || (!granted && !reports.every(isEmpty))) {
    const status = statusOf(reports, silentMs);
    return view({
      ...status,
      text: WORDS.firstLook + status.text,
      announcement: WORDS.firstLook + status.announcement,
    });
  }
  // On without a grant: the user withdrew it, or refused after the browser's question had closed the popup.
  const refusal: Offer = { kind: 'first-look', text: WORDS.refused(host), label: WORDS.once };
  return view(quiet(WORDS.off), refused || mode === 'on' ? refusal : undefined);
}
