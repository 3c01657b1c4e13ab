/**
 * Run-time schemas of every message in `messages.ts`. Each `parse…` returns the message with unknown keys removed, or
 * undefined where anything about it is wrong; none of them throws.
 */
import * as v from 'valibot';
import { QUALITIES } from '../settings/schema';
import type { CameraToRelay, CameraTrack } from './camera';
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
  type PlanesPayload,
  VIDEO_ACTIONS,
  type VideoPlace,
} from './messages';
import type { PageToTwin, TwinHandshake, TwinToPage } from './twin';

type Schema<T> = v.GenericSchema<unknown, T>;

/** The classes do not exist everywhere this file is loaded (Node, a service worker), so they are looked up when needed. */
const isInstance = (name: 'ImageBitmap' | 'VideoFrame' | 'OffscreenCanvas', value: unknown): boolean => {
  const type: unknown = Reflect.get(globalThis, name);
  return typeof type === 'function' && value instanceof type;
};
const imageBitmap = v.custom<ImageBitmap>((value) => isInstance('ImageBitmap', value));
const videoFrame = v.custom<VideoFrame>((value) => isInstance('VideoFrame', value));
const offscreenCanvas = v.custom<OffscreenCanvas>((value) => isInstance('OffscreenCanvas', value));

const clamped = (low: number, high: number) =>
  v.pipe(
    v.number(),
    v.finite(),
    v.transform((x) => Math.min(high, Math.max(low, x))),
  );
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const side = v.pipe(v.number(), v.integer(), v.minValue(LIMITS.minSide), v.maxValue(LIMITS.maxSide));
const milliseconds = clamped(0, 60_000);
const text = v.pipe(v.string(), v.maxLength(LIMITS.maxTextLength));
const styleId = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/));
const nonce = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,64}$/));

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

/**
 * Rows and row bytes of each plane of a picture of `width` x `height`. Chroma of odd sizes is rounded up, as in
 * VideoFrame.copyTo.
 */
function planeSizes(
  format: PlanesPayload['format'],
  width: number,
  height: number,
): { rowBytes: number; rows: number }[] {
  const luma = { rowBytes: width, rows: height };
  const halfWidth = Math.ceil(width / 2);
  const rows = Math.ceil(height / 2);
  if (format === 'NV12') return [luma, { rowBytes: 2 * halfWidth, rows }];
  return [luma, { rowBytes: halfWidth, rows }, { rowBytes: halfWidth, rows }];
}

/** Whether every row of every plane lies inside the buffer, so that no reader can run past its end. */
function fitsBuffer(planes: PlanesPayload): boolean {
  const sizes = planeSizes(planes.format, planes.width, planes.height);
  if (sizes.length !== planes.layout.length) return false;
  return sizes.every(({ rowBytes, rows }, i) => {
    const { offset, stride } = planes.layout[i]!;
    return stride >= rowBytes && offset + stride * (rows - 1) + rowBytes <= planes.data.byteLength;
  });
}

const byteCount = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LIMITS.maxFrameBytes));
const planesPayload = v.pipe(
  v.object({
    carrier: v.literal('planes'),
    format: v.picklist(['I420', 'NV12']),
    width: side,
    height: side,
    matrix: v.picklist(['bt601', 'bt709', 'bt2020']),
    fullRange: v.boolean(),
    layout: v.pipe(v.array(v.object({ offset: byteCount, stride: byteCount })), v.maxLength(3)),
    data: v.pipe(
      v.instance(ArrayBuffer),
      v.check((data) => data.byteLength <= LIMITS.maxFrameBytes),
    ),
  }),
  v.check(fitsBuffer),
);
const bitmapPayload = v.pipe(
  v.object({ carrier: v.literal('bitmap'), width: side, height: side, bitmap: imageBitmap }),
  v.check(({ width, height, bitmap }) => bitmap.width === width && bitmap.height === height),
);

const payload = v.union([planesPayload, bitmapPayload]);

const pageToHost: Schema<PageToHost> = v.variant('type', [
  v.object({ type: v.literal('open'), look }),
  v.object({
    type: v.literal('frame'),
    id: count,
    captureMs: milliseconds,
    sentAt: v.pipe(v.number(), v.finite()),
    discontinuity: v.boolean(),
    payload,
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
  payload,
});

/** Some thirty years: nothing plays for longer. */
const seconds = clamped(0, 1e9);
/** Milliseconds since 1970. */
const moment = clamped(0, 1e14);
const pageToTwin: Schema<PageToTwin> = v.variant('type', [
  v.object({
    type: v.literal('follow'),
    source: v.pipe(v.string(), v.maxLength(LIMITS.maxAddressLength), v.regex(/^https?:\/\//)),
    clock: v.object({ time: seconds, at: moment, rate: clamped(0, 16) }),
  }),
  v.object({ type: v.literal('take'), id: count, carrier: v.picklist(['planes', 'bitmap']), time: seconds }),
]);
const twinToPage: Schema<TwinToPage> = v.variant('type', [
  v.object({ type: v.literal('picture'), id: count, time: seconds, stands: v.boolean(), payload }),
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
export const parseAttachOverlay = parser(attachOverlay);
export const parseFirstLook = parser(firstLook);
export const parseOpenWindow = parser(openWindow);
export const parseVideoPlace = parser(videoPlace);
export const parseBeginFirstLook = parser(beginFirstLook);
export const parseActOnVideo = parser(actOnVideo);
export const parseChangeLook = parser(changeLook);
export const parseAccessGranted = parser(accessGranted);
export const parseFrameStatus = parser(frameStatus);
