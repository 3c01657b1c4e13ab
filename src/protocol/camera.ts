/**
 * Messages between the page's own world, where the camera is wrapped, and the content script. A page can imitate either side.
 * So only pictures cross, and those from the page are checked like any other frame.
 */
import * as v from 'valibot';
import { FAULTS } from './faults';
import { frameSchema } from './frame-schema';
import { count, imageBitmap, milliseconds, parserOf, text } from './values';

/** Window message from the content script; tracks announce themselves on the port transferred with it. */
export const CAMERA_HANDSHAKE = 'inkreel:camera';

/** Announces a camera track by its id; the track's own port is transferred with it (`CameraToRelay`, `RelayToCamera`). */
export const CameraTrack = v.object({ type: v.literal('camera-track'), track: text });
export type CameraTrack = v.InferOutput<typeof CameraTrack>;
export const parseCameraTrack = parserOf(CameraTrack);

/**
 * Pictures of a track, as its page's world knows them. `waiting`: the camera's, until pictures come in time; `late`: the
 * camera's, because pictures came too late; `off`: black ones, because the page has disabled the track.
 */
const CAMERA_SHOWN = ['styled', 'late', 'waiting', 'off'] as const;
export type CameraShown = (typeof CAMERA_SHOWN)[number];

export const CameraToRelay = v.variant('type', [
  v.object({
    type: v.literal('camera-frame'),
    /** Any number; the answer repeats it. */
    id: count,
    /** Cost of capturing it. */
    captureMs: milliseconds,
    frame: frameSchema,
  }),
  /** Sent when it changes; `waiting` at first. */
  v.object({ type: v.literal('camera-shown'), shown: v.picklist(CAMERA_SHOWN) }),
  /** A small copy of a picture that others see unchanged: the answer to `sample`. */
  v.object({ type: v.literal('camera-sample'), bitmap: imageBitmap }),
  /** The last message. Chromium does not tell when the other end of a port was closed. */
  v.object({ type: v.literal('camera-ended') }),
]);
export type CameraToRelay = v.InferOutput<typeof CameraToRelay>;
export const parseCameraToRelay = parserOf(CameraToRelay);

/** Has no schema, because a page that forges these messages only spoils its own picture. */
export type RelayToCamera =
  /** Asks for frames from now on; earlier ones stay unanswered. */
  | { type: 'on' }
  /** Asks for no more. */
  | { type: 'off' }
  /** Asks for a copy of the next picture that others see unchanged, for the popup. */
  | { type: 'sample' }
  | { type: 'styled'; id: number; bitmap: ImageBitmap }
  | { type: 'dropped'; id: number };

/**
 * Camera view: the pictures that others in a call get. `styled` and `off` (black) ones, or the camera's, with the reason. The
 * first of the list that holds for one camera of a page holds for the page.
 */
export const CAMERA_VIEWS = [...FAULTS, 'waiting', 'styled', 'off'] as const;
export type CameraView = (typeof CAMERA_VIEWS)[number];
