/**
 * Every message that crosses between a page and the extension's host, as types. `validate.ts` holds the schemas that check
 * them at run time: whatever arrives is untrusted until it passed one.
 *
 * Ways: content script -> overlay iframe (window message, a nonce and a port) -> service worker (checks the nonce, ensures
 * the offscreen document) -> offscreen document. From then on the content script and the offscreen document talk over the
 * port alone (`PageToHost`, `HostToPage`), and the overlay over a second one (`OverlayToHost`, `HostToOverlay`).
 * Where no overlay reaches the service worker, `bridge.ts` carries both.
 */

import type { Frame } from '../media/frame';
import type { Quality } from '../settings/schema';

/** Why a video is not being styled; shown to the user in words by the popup. */
export type Fault =
  | 'no-gpu'
  | 'device-lost'
  | 'drm'
  | 'tainted'
  | 'not-loaded'
  | 'sandboxed'
  | 'no-frames'
  | 'bad-style'
  | 'host-gone'
  | 'too-slow'
  | 'internal';

/** What the user asked for, as it stands now. `strength` in [0, 1]; without a quality the governor chooses. */
export interface Look {
  style: string;
  strength: number;
  quality?: Quality | undefined;
}

/** How a video stands on its page: what its share of the GPU is reckoned by. */
export interface View {
  /** Device pixels of the video that can be seen; 0 where nobody can see it. */
  area: number;
  /** Shorter side of its box in device pixels. */
  lines: number;
  /** Milliseconds from one new picture to the next; null while the picture stands still. */
  frameMs: number | null;
  /** Share of its frames that the page dropped lately, 0 to 1. */
  missed: number;
}

export type PageToHost =
  /** First message: what to show. The host answers `ready` or `fault`. */
  | { type: 'open'; look: Look }
  /**
   * One frame. `id` grows by one each frame; `captureMs` is what taking it cost; `sentAt` is performance.timeOrigin +
   * performance.now() in ms when posted; `discontinuity` says that the picture before has nothing to do with this one
   * (first frame, seek, new source, resize), so nothing may be blended across.
   */
  | { type: 'frame'; id: number; captureMs: number; sentAt: number; discontinuity: boolean; frame: Frame }
  | { type: 'look'; look: Look }
  /** About once a second, and at once when the video is paused or can no longer be seen. */
  | { type: 'view'; view: View }
  /** Asks for the picture on the overlay as a file; `snapshot` with the same id answers. */
  | { type: 'take-snapshot'; id: number }
  /** Whether a `copy` of every styled picture is wanted from now on, for a window of its own. */
  | { type: 'copies'; wanted: boolean }
  /** This video is done for now; `off` when the user switched it off, so the host need not linger. */
  | { type: 'close'; reason: 'off' | 'gone' };

/**
 * One video's figures. `styled` and `dropped` count frames since the session opened; `fps` and the ms figures, per frame,
 * are means over the last half second in which there were frames. `networkMs` and `presentMs` are the GPU's own time
 * where it can be measured; else `networkMs` runs from the begin of drawing until the GPU is done with all of it.
 */
export interface Figures {
  fps: number;
  styled: number;
  dropped: number;
  captureMs: number;
  transportMs: number;
  networkMs: number;
  presentMs: number;
  width: number;
  height: number;
  adapter: string;
  style: string;
}

export type HostToPage =
  /** The host is there; frames may come. `session` names the liveness port to open: `runtime.connect({name: session})`. */
  | { type: 'ready'; session: string }
  /** Frame `id` is on the overlay (GPU work done); one more may be sent. */
  | { type: 'presented'; id: number }
  /** Frame `id` was superseded by a newer one and never drawn; one more may be sent. */
  | { type: 'dropped'; id: number }
  /** Every `every`-th frame of a playing video is wanted from now on; 0: none, the GPU is too slow for it. */
  | { type: 'pace'; every: number }
  | { type: 'figures'; figures: Figures }
  /** Answers `take-snapshot`: the picture at the size of its frame, styled as strongly as it is shown; null where there is none. */
  | { type: 'snapshot'; id: number; png: Blob | null }
  | { type: 'copy'; bitmap: ImageBitmap }
  /** `fatal`: the session is over and the overlay must go; otherwise the host goes on with what it had. */
  | { type: 'fault'; fault: Fault; message: string; fatal: boolean };

export type OverlayToHost =
  /** A 1x1 VideoFrame: it arrives only where both documents share a process, and then the canvas may be handed over. */
  | { type: 'probe'; frame: VideoFrame }
  | { type: 'canvas'; canvas: OffscreenCanvas }
  /** The last `picture` is on its canvas. */
  | { type: 'shown' };

export type HostToOverlay =
  /** Asks for a `probe`. */
  | { type: 'send-probe' }
  /**
   * Asks for a fresh canvas: in the same process it is to be handed over, else to be kept for pictures. Comes again when the
   * GPU was lost, for canvases do not survive it.
   */
  | { type: 'begin'; sameProcess: boolean }
  /** Other process: the styled picture itself, for a bitmaprenderer canvas. */
  | { type: 'picture'; bitmap: ImageBitmap };

/** Window message from the content script to its overlay iframe; the port (page side's) is transferred with it. */
export interface OverlayHandshake {
  type: 'inkreel:attach';
  nonce: string;
}

/** Window message from the content script, whenever the video's own fit changes: how the canvas fills the overlay. */
export interface OverlayFit {
  type: 'inkreel:fit';
  objectFit: string;
  objectPosition: string;
}

/** runtime.sendMessage from the content script to the service worker: an overlay with this nonce is about to attach. */
export interface ExpectOverlay {
  type: 'expect-overlay';
  nonce: string;
}

/** Overlay to service worker, with [page port, overlay port] transferred; passed on to the offscreen document as it is. */
export interface AttachOverlay {
  type: 'attach-overlay';
  nonce: string;
}

/** runtime.sendMessage from the popup to the service worker: style this tab once, by activeTab, without switching its site on. */
export interface FirstLook {
  type: 'first-look';
  tabId: number;
}

/** runtime.sendMessage from the popup to the service worker: show a tab's video in a window, from a capture of the tab. */
export interface OpenWindow {
  type: 'open-window';
  tabId: number;
}

/**
 * From the content script to that window, over `tabs.connect(tabId, {name: PLACE_PORT, frameId: 0})`, whenever it changes:
 * where the video's sides are, in shares of what the tab shows. Nothing of it is in sight where two of them are the same.
 */
export interface VideoPlace {
  type: 'place';
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Width by height of what the tab shows. */
  shape: number;
}

/** tabs.sendMessage from the service worker to the content script it just injected for a first look. */
export interface BeginFirstLook {
  type: 'begin-first-look';
}

/** What menus and shortcuts do with one video. */
export const VIDEO_ACTIONS = ['save-picture', 'picture-in-picture', 'compare'] as const;

export type VideoAction = (typeof VIDEO_ACTIONS)[number];

/** tabs.sendMessage from the service worker to the frame with the video that is meant. */
export interface ActOnVideo {
  type: 'act-on-video';
  action: VideoAction;
  /** The video a menu was opened on, or the one that is largest in the window. */
  which: 'menu' | 'largest';
}

/** What a video's own buttons change of the look on its site, by the names of the shortcuts. */
export const LOOK_CHANGES = ['next-style', 'strength-up', 'strength-down'] as const;

export type LookChange = (typeof LOOK_CHANGES)[number];

/** runtime.sendMessage from the content script to the service worker, which alone writes settings. */
export interface ChangeLook {
  type: 'change-look';
  change: LookChange;
}

/** tabs.sendMessage from the service worker to content scripts: what was out of reach may not be any more. */
export interface AccessGranted {
  type: 'access-granted';
}

/** What one frame of a tab reports to the popup, twice a second, over `tabs.connect(tabId, {name: STATUS_PORT})`. */
export interface FrameStatus {
  type: 'status';
  /** Random per document, so that the popup can add up a tab's frames. */
  document: string;
  /** Videos large enough to be styled. */
  videos: number;
  /** One entry a video being styled. */
  styled: Figures[];
  /** One entry a video that is not, with the reason. */
  faults: Fault[];
  /** Origins of the videos that are `tainted`, where they can be loaded a second time if the user allows it. */
  foreign: string[];
  /** Whether this is the tab's page itself and has a video that only a capture of the tab could show restyled. */
  capturable: boolean;
}

export const STATUS_PORT = 'inkreel-status';

/** While a port of this name is open, the tab's page tells where the video is that a capture is to show. */
export const PLACE_PORT = 'inkreel-place';

/** While a port of this name is open from the popup, a tab shows its videos as they are. */
export const ORIGINAL_PORT = 'inkreel-original';
