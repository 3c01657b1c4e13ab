/**
 * Run-time schemas of every message in `messages.ts`. Each `parse…` returns the message with unknown keys removed, or
 * undefined where anything about it is wrong; none of them throws.
 */
import * as v from 'valibot';
import { QUALITIES } from '../settings/schema';
import type { BridgedToHost, BridgedToPage, ExpectBridge } from './bridge';
import type { CameraToRelay, CameraTrack } from './camera';
import { frame } from './frame-schema';
import { LIMITS } from './limits';
import {
  type AccessGranted,
  type ActOnVideo,
  type AttachOverlay,
  type BeginFirstLook,
  type ChangeLook,
  type ExpectOverlay,
  type Figures,
  type FirstLook,
  type FrameStatus,
  type HostToOverlay,
  type HostToPage,
  LOOK_CHANGES,
  type OpenWindow,
  type OverlayFit,
  type OverlayHandshake,
  type OverlayToHost,
  type PageToHost,
  VIDEO_ACTIONS,
  type VideoPlace,
} from './messages';
import type { PageToTwin, TwinHandshake, TwinToPage } from './proxy-video';
import {
  clamped,
  count,
  imageBitmap,
  milliseconds,
  moment,
  nonce,
  offscreenCanvas,
  seconds,
  side,
  styleId,
  text,
  videoFrame,
} from './values';

type Schema<T> = v.GenericSchema<unknown, T>;

const look = v.object({
  style: styleId,
  strength: clamped(0, 1),
  quality: v.optional(v.picklist(QUALITIES)),
});
const view = v.object({
  area: clamped(0, LIMITS.maxShownSide ** 2),
  lines: clamped(0, LIMITS.maxShownSide),
  frameMs: v.nullable(clamped(LIMITS.minFrameMs, 60_000)),
  missed: clamped(0, 1),
});

const pageToHost: Schema<PageToHost> = v.variant('type', [
  v.object({ type: v.literal('open'), look }),
  v.object({
    type: v.literal('frame'),
    id: count,
    captureMs: milliseconds,
    sentAt: v.pipe(v.number(), v.finite()),
    discontinuity: v.boolean(),
    frame,
  }),
  v.object({ type: v.literal('look'), look }),
  v.object({ type: v.literal('view'), view }),
  v.object({ type: v.literal('take-snapshot'), id: count }),
  v.object({ type: v.literal('copies'), wanted: v.boolean() }),
  v.object({ type: v.literal('close'), reason: v.picklist(['off', 'gone']) }),
]);

const fault = v.picklist([
  'no-gpu',
  'device-lost',
  'drm',
  'tainted',
  'not-loaded',
  'sandboxed',
  'no-frames',
  'bad-style',
  'host-gone',
  'too-slow',
  'internal',
]);
const figures: Schema<Figures> = v.object({
  fps: clamped(0, 1000),
  styled: count,
  dropped: count,
  captureMs: milliseconds,
  transportMs: milliseconds,
  networkMs: milliseconds,
  presentMs: milliseconds,
  width: side,
  height: side,
  adapter: text,
  style: styleId,
});

const png = v.pipe(
  v.instance(Blob),
  v.check(({ type, size }) => type === 'image/png' && size <= LIMITS.maxSnapshotBytes),
);

const hostToPage: Schema<HostToPage> = v.variant('type', [
  v.object({ type: v.literal('ready'), session: nonce }),
  v.object({ type: v.literal('presented'), id: count }),
  v.object({ type: v.literal('dropped'), id: count }),
  v.object({ type: v.literal('pace'), every: v.pipe(count, v.maxValue(LIMITS.maxPace)) }),
  v.object({ type: v.literal('figures'), figures }),
  v.object({ type: v.literal('snapshot'), id: count, png: v.nullable(png) }),
  v.object({ type: v.literal('copy'), bitmap: imageBitmap }),
  v.object({ type: v.literal('fault'), fault, message: text, fatal: v.boolean() }),
]);

const overlayToHost: Schema<OverlayToHost> = v.variant('type', [
  v.object({ type: v.literal('probe'), frame: videoFrame }),
  v.object({ type: v.literal('canvas'), canvas: offscreenCanvas }),
  v.object({ type: v.literal('shown') }),
]);
const hostToOverlay: Schema<HostToOverlay> = v.variant('type', [
  v.object({ type: v.literal('send-probe') }),
  v.object({ type: v.literal('begin'), sameProcess: v.boolean() }),
  v.object({ type: v.literal('picture'), bitmap: imageBitmap }),
]);

const cameraTrack: Schema<CameraTrack> = v.object({ type: v.literal('camera-track') });
const cameraToRelay: Schema<CameraToRelay> = v.object({
  type: v.literal('camera-frame'),
  id: count,
  captureMs: milliseconds,
  frame,
});

const pageToTwin: Schema<PageToTwin> = v.variant('type', [
  v.object({
    type: v.literal('follow'),
    source: v.pipe(v.string(), v.maxLength(LIMITS.maxAddressLength), v.regex(/^https?:\/\//)),
    clock: v.object({ time: seconds, at: moment, rate: clamped(0, 16) }),
  }),
  v.object({ type: v.literal('take'), id: count, kind: v.picklist(['planes', 'image']), time: seconds }),
]);
const twinToPage: Schema<TwinToPage> = v.variant('type', [
  v.object({ type: v.literal('picture'), id: count, time: seconds, stands: v.boolean(), frame }),
  v.object({ type: v.literal('missed'), id: count, why: v.picklist(['late', 'not-allowed', 'not-loaded']) }),
]);
const twinHandshake: Schema<TwinHandshake> = v.object({ type: v.literal('inkreel:twin'), nonce });

const overlayHandshake: Schema<OverlayHandshake> = v.object({ type: v.literal('inkreel:attach'), nonce });
const overlayFit: Schema<OverlayFit> = v.object({
  type: v.literal('inkreel:fit'),
  objectFit: v.picklist(['fill', 'contain', 'cover', 'none', 'scale-down']),
  objectPosition: v.pipe(v.string(), v.regex(/^[-+*/%.,() a-z0-9]{1,120}$/i)),
});
const expectOverlay: Schema<ExpectOverlay> = v.object({ type: v.literal('expect-overlay'), nonce });
const expectBridge: Schema<ExpectBridge> = v.object({
  type: v.literal('expect-bridge'),
  probe: v.pipe(
    v.instance(ArrayBuffer),
    v.check(({ byteLength }) => byteLength === 1),
  ),
});
const bridgedToHost: Schema<BridgedToHost> = v.variant('end', [
  v.object({ end: v.literal('page'), message: pageToHost }),
  v.object({ end: v.literal('overlay'), message: overlayToHost }),
]);
const bridgedToPage: Schema<BridgedToPage> = v.variant('end', [
  v.object({ end: v.literal('page'), message: hostToPage }),
  v.object({ end: v.literal('overlay'), message: hostToOverlay }),
]);
const attachOverlay: Schema<AttachOverlay> = v.object({ type: v.literal('attach-overlay'), nonce });
const firstLook: Schema<FirstLook> = v.object({ type: v.literal('first-look'), tabId: count });
const openWindow: Schema<OpenWindow> = v.object({ type: v.literal('open-window'), tabId: count });
const share = clamped(0, 1);
const videoPlace: Schema<VideoPlace> = v.object({
  type: v.literal('place'),
  left: share,
  top: share,
  right: share,
  bottom: share,
  shape: clamped(0.01, 100),
});
const beginFirstLook: Schema<BeginFirstLook> = v.object({ type: v.literal('begin-first-look') });
const actOnVideo: Schema<ActOnVideo> = v.object({
  type: v.literal('act-on-video'),
  action: v.picklist(VIDEO_ACTIONS),
  which: v.picklist(['menu', 'largest']),
});
const changeLook: Schema<ChangeLook> = v.object({ type: v.literal('change-look'), change: v.picklist(LOOK_CHANGES) });
const accessGranted: Schema<AccessGranted> = v.object({ type: v.literal('access-granted') });
const frameStatus: Schema<FrameStatus> = v.object({
  type: v.literal('status'),
  document: nonce,
  videos: count,
  styled: v.pipe(v.array(figures), v.maxLength(100)),
  faults: v.pipe(v.array(fault), v.maxLength(100)),
  foreign: v.pipe(v.array(text), v.maxLength(100)),
  capturable: v.boolean(),
});

const parser =
  <T>(schema: Schema<T>) =>
  (message: unknown): T | undefined => {
    const result = v.safeParse(schema, message);
    return result.success ? result.output : undefined;
  };

export const parsePageToHost = parser(pageToHost);
export const parseHostToPage = parser(hostToPage);
export const parseOverlayToHost = parser(overlayToHost);
export const parseHostToOverlay = parser(hostToOverlay);
export const parseCameraTrack = parser(cameraTrack);
export const parseCameraToRelay = parser(cameraToRelay);
export const parsePageToTwin = parser(pageToTwin);
export const parseTwinToPage = parser(twinToPage);
export const parseTwinHandshake = parser(twinHandshake);
export const parseOverlayHandshake = parser(overlayHandshake);
export const parseOverlayFit = parser(overlayFit);
export const parseExpectOverlay = parser(expectOverlay);
export const parseExpectBridge = parser(expectBridge);
export const parseBridgedToHost = parser(bridgedToHost);
export const parseBridgedToPage = parser(bridgedToPage);
export const parseAttachOverlay = parser(attachOverlay);
export const parseFirstLook = parser(firstLook);
export const parseOpenWindow = parser(openWindow);
export const parseVideoPlace = parser(videoPlace);
export const parseBeginFirstLook = parser(beginFirstLook);
export const parseActOnVideo = parser(actOnVideo);
export const parseChangeLook = parser(changeLook);
export const parseAccessGranted = parser(accessGranted);
export const parseFrameStatus = parser(frameStatus);
