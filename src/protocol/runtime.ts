/** Extension messages: between content scripts, the service worker and the extension's pages. */
import * as v from 'valibot';
import { QUALITIES } from '../settings/schema';
import { CAMERA_VIEWS } from './camera';
import { FAULTS } from './faults';
import { Look, Stats } from './page-host';
import { boundedArray, clamped, count, nonce, parserOf, smallPicture, styleId, text } from './values';

/** Styles that a list may have. */
const MOST_STYLES = 500;

/** Name of the port over which a content script sends `DocumentStatus` to the popup. */
export const STATUS_PORT = 'inkreel-status';

/** Name of the port over which a content script sends `CameraPicture` to the popup. */
export const CAMERA_PORT = 'inkreel-camera';

/** Name of the port over which a content script sends `VideoPlace` to the capture window. */
export const PLACE_PORT = 'inkreel-place';

/** Name of the port that the popup keeps open while a tab is to show its videos unstyled. */
export const ORIGINAL_PORT = 'inkreel-original';

/** Host to service worker, which answers with `HostStart`: offscreen documents cannot read settings. */
export const AskHostStart = v.object({ type: v.literal('ask-host-start') });
export type AskHostStart = v.InferOutput<typeof AskHostStart>;
export const parseAskHostStart = parserOf(AskHostStart);

/** Settings that a host needs as it begins: whether the debug log is on, style and quality of most videos. */
export const HostStart = v.object({ debug: v.boolean(), style: styleId, quality: v.picklist(QUALITIES) });
export type HostStart = v.InferOutput<typeof HostStart>;
export const parseHostStart = parserOf(HostStart);

/** Overlay to service worker, which answers whether the user granted access to this pattern. */
export const AskAccess = v.object({ type: v.literal('ask-access'), pattern: v.pipe(v.string(), v.maxLength(300)) });
export type AskAccess = v.InferOutput<typeof AskAccess>;
export const parseAskAccess = parserOf(AskAccess);

/** Service worker to host, after the setting has changed. */
export const DebugChanged = v.object({ type: v.literal('debug-changed'), isOn: v.boolean() });
export type DebugChanged = v.InferOutput<typeof DebugChanged>;
export const parseDebugChanged = parserOf(DebugChanged);

/** Content script to service worker, which answers with the settings that concern this document of this site. */
export const AskSettings = v.object({ type: v.literal('ask-settings'), site: text, hostname: text });
export type AskSettings = v.InferOutput<typeof AskSettings>;
export const parseAskSettings = parserOf(AskSettings);

/** Service worker to content scripts, which then ask for the settings again. */
export const SettingsChanged = v.object({ type: v.literal('settings-changed') });
export type SettingsChanged = v.InferOutput<typeof SettingsChanged>;
export const parseSettingsChanged = parserOf(SettingsChanged);

/** Content script to service worker: an overlay with this nonce is about to attach. */
export const ExpectOverlay = v.object({ type: v.literal('expect-overlay'), nonce });
export type ExpectOverlay = v.InferOutput<typeof ExpectOverlay>;
export const parseExpectOverlay = parserOf(ExpectOverlay);

/** Popup to service worker: style this tab once by activeTab, without switching its site on. */
export const FirstLook = v.object({ type: v.literal('first-look'), tabId: count });
export type FirstLook = v.InferOutput<typeof FirstLook>;
export const parseFirstLook = parserOf(FirstLook);

/** Service worker to the content script that it just injected for a first look; popup to all documents of a tab, to end it. */
export const ChangeFirstLook = v.object({ type: v.picklist(['begin-first-look', 'end-first-look']) });
export type ChangeFirstLook = v.InferOutput<typeof ChangeFirstLook>;
export const parseChangeFirstLook = parserOf(ChangeFirstLook);

/** Popup to service worker: show a tab's video in a window, from a capture of the tab. */
export const OpenCaptureWindow = v.object({ type: v.literal('open-window'), tabId: count });
export type OpenCaptureWindow = v.InferOutput<typeof OpenCaptureWindow>;
export const parseOpenCaptureWindow = parserOf(OpenCaptureWindow);

/**
 * Popup to service worker, while the popup asks for access: switch a site on, or add a hostname to a list of its rule. The
 * browser's question may close the popup before it could store this itself.
 */
export const WantAccess = v.object({
  type: v.literal('want-access'),
  site: text,
  listed: v.nullable(v.object({ list: v.picklist(['frames', 'media']), hostname: text })),
});
export type WantAccess = v.InferOutput<typeof WantAccess>;
export const parseWantAccess = parserOf(WantAccess);

const share = clamped(0, 1);

/**
 * Content script to capture window, whenever it changes: the video's edges as shares of the tab's viewport. The video
 * is out of sight where two opposite edges are equal.
 */
export const VideoPlace = v.object({
  type: v.literal('place'),
  left: share,
  top: share,
  right: share,
  bottom: share,
  /** Width of the viewport divided by its height. */
  shape: clamped(0.01, 100),
});
export type VideoPlace = v.InferOutput<typeof VideoPlace>;
export const parseVideoPlace = parserOf(VideoPlace);

/** Actions of menus and shortcuts on one video. */
const VIDEO_ACTIONS = ['save-picture', 'picture-in-picture', 'compare'] as const;
export type VideoAction = (typeof VIDEO_ACTIONS)[number];

/** Service worker to the document that holds the video. */
export const ActOnVideo = v.object({
  type: v.literal('act-on-video'),
  action: v.picklist(VIDEO_ACTIONS),
  /** The video a menu was opened on, or the largest in the window. */
  which: v.picklist(['menu', 'largest']),
});
export type ActOnVideo = v.InferOutput<typeof ActOnVideo>;
export const parseActOnVideo = parserOf(ActOnVideo);

/**
 * Service worker to the document whose menu was used: restyle the canvas there, or end it. Popup to all documents of a tab: the
 * one that is named restyles the canvas that it reported.
 */
export const RestyleCanvas = v.object({ type: v.literal('restyle-canvas'), document: v.nullable(nonce) });
export type RestyleCanvas = v.InferOutput<typeof RestyleCanvas>;
export const parseRestyleCanvas = parserOf(RestyleCanvas);

/** Content script to service worker, whenever it changes: whether the pointer is on a canvas that may show a video. */
export const CanvasPointed = v.object({ type: v.literal('canvas-pointed'), isOn: v.boolean() });
export type CanvasPointed = v.InferOutput<typeof CanvasPointed>;
export const parseCanvasPointed = parserOf(CanvasPointed);

/** The parts of a look that are to change. */
export const LookSetting = v.partial(v.pick(Look, ['style', 'strength', 'keepColours', 'lineWeight']));
export type LookSetting = v.InferOutput<typeof LookSetting>;

/** Content script to service worker: the look that the user set on a video, for the whole site. */
export const SetLook = v.object({ type: v.literal('set-look'), look: LookSetting });
export type SetLook = v.InferOutput<typeof SetLook>;
export const parseSetLook = parserOf(SetLook);

/** Content script to service worker, which answers with `StylePictures`. */
export const AskStyles = v.object({ type: v.literal('ask-styles') });
export type AskStyles = v.InferOutput<typeof AskStyles>;
export const parseAskStyles = parserOf(AskStyles);

/** All styles in their order. Pictures are files of images in base64, which every kind of message carries. */
export const StylePictures = v.pipe(
  v.array(v.object({ id: styleId, picture: v.optional(v.string()) })),
  v.maxLength(MOST_STYLES),
);
export type StylePictures = v.InferOutput<typeof StylePictures>;
export const parseStylePictures = parserOf(StylePictures);

/** Service worker to the document with the largest video, which shows there what a shortcut or menu has changed. */
export const TellOnVideo = v.variant('what', [
  v.object({
    type: v.literal('tell-on-video'),
    /** `starting`: the site is on, and the first picture is being prepared. */
    what: v.picklist(['look', 'on', 'starting']),
    style: styleId,
    strength: clamped(0, 1),
  }),
  v.object({ type: v.literal('tell-on-video'), what: v.picklist(['off', 'paused']) }),
]);
export type TellOnVideo = v.InferOutput<typeof TellOnVideo>;
export const parseTellOnVideo = parserOf(TellOnVideo);

/** Service worker to content scripts: a video that was out of reach may be readable now. */
export const AccessGranted = v.object({ type: v.literal('access-granted') });
export type AccessGranted = v.InferOutput<typeof AccessGranted>;
export const parseAccessGranted = parserOf(AccessGranted);

/** Content script to service worker, whenever it changes: what the toolbar button shows of one document. */
export const PageState = v.object({
  type: v.literal('page-state'),
  /** Whether the site is on, or looked at just this once. */
  isOn: v.boolean(),
  /** Videos that are restyled. */
  videos: count,
  /** Whether videos are there that have neither a styled picture nor a fault yet. */
  isStarting: v.boolean(),
  /** Reason why videos are there but none is restyled; null if there is none. */
  fault: v.nullable(v.picklist(FAULTS)),
  /** Camera view of the page; null where it has no camera or *My camera* is off. */
  camera: v.nullable(v.picklist(CAMERA_VIEWS)),
});
export type PageState = v.InferOutput<typeof PageState>;
export const parsePageState = parserOf(PageState);

/** Steps to the first picture: the host and its graphics card are reached, shaders are compiled, the picture is drawn. */
export const START_STEPS = ['connecting', 'compiling', 'drawing'] as const;
export type StartStep = (typeof START_STEPS)[number];

/** Longest lists of a report. */
export const MOST_ENTRIES = 100;

/** Report of one document of a tab to the popup, twice a second. */
export const DocumentStatus = v.object({
  type: v.literal('status'),
  /** Random for each document, so that the popup can add up the documents of a tab. */
  document: nonce,
  /** Whether Inkreel has begun here, with videos or a camera. Until then the document has nothing to tell. */
  running: v.boolean(),
  /** Videos large enough to be styled. */
  videos: count,
  /** One entry for each styled video. */
  styled: boundedArray(Stats, MOST_ENTRIES),
  /** Whether a styled video plays: a paused one shows no new pictures, however fast the graphics card is. */
  playing: v.boolean(),
  /** One entry for each video that is not styled, with the reason. */
  faults: boundedArray(v.picklist(FAULTS), MOST_ENTRIES),
  /** Step of the video that has come furthest of those that have no picture yet; null if there is none. */
  starting: v.nullable(v.picklist(START_STEPS)),
  /** Videos that wait for a slot while all are taken; `faults` leaves them out. */
  waiting: count,
  /** Origins of `tainted` videos that can be loaded a second time if the user allows it. */
  foreign: boundedArray(text, MOST_ENTRIES),
  /** Whether this is the tab's top page and has a video that only a capture of the tab could show restyled. */
  capturable: v.boolean(),
  /** The host's session of the largest restyled video that the page may read; null where there is none. */
  readable: v.nullable(nonce),
  /** As in `PageState`. */
  camera: v.nullable(v.picklist(CAMERA_VIEWS)),
  /** There is no video, but a large canvas that may show one. */
  canvas: v.boolean(),
});
export type DocumentStatus = v.InferOutput<typeof DocumentStatus>;
export const parseDocumentStatus = parserOf(DocumentStatus);

/** The part of a report that concerns videos. */
export type VideoStatus = Omit<DocumentStatus, 'type' | 'document' | 'running' | 'camera' | 'canvas'>;

/** Content script to popup, once a second while it is open: a styled picture that others in a call see. */
export const CameraPicture = v.object({ type: v.literal('camera-picture'), picture: smallPicture });
export type CameraPicture = v.InferOutput<typeof CameraPicture>;
export const parseCameraPicture = parserOf(CameraPicture);
