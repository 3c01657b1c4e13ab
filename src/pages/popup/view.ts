/** What the popup shows, worked out from what is known. */
import type { Mode } from '../../settings/rules';
import type { Site } from '../../settings/site';
import type { FrameReport } from './frames';
import { type Status, statusOf } from './status';
import type { CurrentTab } from './tab';
import { UNREACHABLE, WORDS } from './words';

export interface Model {
  /** Undefined where the window has no tab an extension may know of. */
  tab: CurrentTab | undefined;
  mode: Mode;
  granted: boolean;
  /** The browser is asking the user for access now. */
  asking: boolean;
  /** The user just answered no. */
  refused: boolean;
  /** `asked`: a first look was asked for from here; `failed`: it could not be had. */
  firstLook: 'no' | 'asked' | 'failed';
  reports: FrameReport[];
  /** For how long, while on, no frame has answered. */
  silentMs: number;
  /** Players embedded from `tab.embedded` are restyled here, and access to them is granted. */
  frameIncluded: boolean;
  /** Site of a video that the page may not read, and that may not be loaded a second time so far. */
  foreign: Site | undefined;
}

export interface View {
  host: string;
  toggle: { checked: boolean; disabled: boolean };
  status: Status;
  /** What more can be done here, and the button that does it. */
  offer: Offer | undefined;
  /** There are restyled videos to see the originals of. */
  canCompare: boolean;
  /** There is a video that could be shown in a window, from a capture of the tab. */
  canCapture: boolean;
}

export interface Offer {
  kind: 'first-look' | 'include-frame' | 'include-media' | 'ask-again';
  text: string;
  label: string;
}

const isEmpty = ({ status }: FrameReport) => status.videos + status.styled.length + status.faults.length === 0;

function frameOffer({ tab, frameIncluded, reports }: Model): Offer | undefined {
  if (!tab?.embedded || frameIncluded || reports.length === 0 || !reports.every(isEmpty)) return undefined;
  const { host } = tab.embedded;
  return { kind: 'include-frame', text: WORDS.embedded(host), label: WORDS.include(host) };
}

function mediaOffer({ foreign }: Model): Offer | undefined {
  if (!foreign) return undefined;
  const { host } = foreign;
  return { kind: 'include-media', text: WORDS.foreign(host), label: WORDS.include(host) };
}

const quiet = (text: string): Status => ({ tone: 'quiet', text, announcement: text });

export function viewOf(model: Model): View {
  const { tab, mode, granted, asking, refused, firstLook, reports, silentMs } = model;
  if (!tab?.site) {
    const why = UNREACHABLE[tab && tab.reach !== 'page' ? tab.reach : 'browser'];
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
  const view = (status: Status, offer?: Offer): View => ({
    host,
    toggle: { checked: on || asking, disabled: mode === 'off' },
    status,
    offer,
    canCompare: reports.some(({ status: { styled } }) => styled.length > 0),
    canCapture: mode !== 'off' && reports.some(({ status }) => status.capturable),
  });
  if (mode === 'off')
    return view(quiet(WORDS.off), { kind: 'ask-again', text: WORDS.never(host), label: WORDS.askAgain });
  if (on) return view(statusOf(reports, silentMs), frameOffer(model) ?? mediaOffer(model));
  if (asking) return view({ ...quiet(WORDS.asking), tone: 'busy' });
  if (firstLook === 'failed') return view({ ...quiet(WORDS.firstLookFailed), tone: 'trouble' });
  // Without a grant only a first look can make frames answer; it may date from an earlier popup.
  if (firstLook === 'asked' || (!granted && !reports.every(isEmpty))) {
    const status = statusOf(reports, silentMs);
    return view({
      ...status,
      text: WORDS.firstLook + status.text,
      announcement: WORDS.firstLook + status.announcement,
    });
  }
  // Switched on without a grant: it was withdrawn, or refused when the browser's question had closed the popup.
  const refusal: Offer = { kind: 'first-look', text: WORDS.refused(host), label: WORDS.once };
  return view(quiet(WORDS.off), refused || mode === 'on' ? refusal : undefined);
}
