/**
 * Messages between the page's own world, where the camera is wrapped, and the content script. A page can imitate either
 * side, so pictures are all that crosses: those it sends are checked like any others.
 */
import * as v from 'valibot';
import { frameSchema } from './frame-schema';
import { count, milliseconds, parserOf, text } from './values';

/** Window message from the content script; tracks announce themselves on the port transferred with it. */
export const CAMERA_HANDSHAKE = 'inkreel:camera';

/** Announces a camera track by its id; the track's own port is transferred with it (`CameraToRelay`, `RelayToCamera`). */
export const CameraTrack = v.object({ type: v.literal('camera-track'), track: text });
export type CameraTrack = v.InferOutput<typeof CameraTrack>;
export const parseCameraTrack = parserOf(CameraTrack);

export const CameraToRelay = v.object({
  type: v.literal('camera-frame'),
  /** Any number; the answer repeats it. */
  id: count,
  /** Cost of capturing it. */
  captureMs: milliseconds,
  frame: frameSchema,
});
export type CameraToRelay = v.InferOutput<typeof CameraToRelay>;
export const parseCameraToRelay = parserOf(CameraToRelay);

/** Has no schema: the page only spoils its own picture by forging it. */
export type RelayToCamera =
  /** Asks for frames from now on; earlier ones stay unanswered. */
  | { type: 'on' }
  /** Asks for no more. */
  | { type: 'off' }
  | { type: 'styled'; id: number; bitmap: ImageBitmap }
  | { type: 'dropped'; id: number };
