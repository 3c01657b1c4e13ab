/**
 * What crosses between a page's own world, where its camera is wrapped, and the content script. A page can imitate either
 * side: all it can send is pictures, which are checked like any other, and all it gets back is pictures.
 */
import type { Frame } from '../media/frame';

/** Window message from the content script; the port transferred with it is where tracks announce themselves. */
export const CAMERA_HANDSHAKE = 'inkreel:camera';

/** A camera track; the port transferred with it is its own (`CameraToRelay`, `RelayToCamera`). */
export interface CameraTrack {
  type: 'camera-track';
}

export interface CameraToRelay {
  type: 'camera-frame';
  /** Any number; the answer bears it again. */
  id: number;
  /** What taking it cost. */
  captureMs: number;
  frame: Frame;
}

export type RelayToCamera =
  /** Frames are wanted from now on; whatever was sent before goes unanswered. */
  | { type: 'on' }
  /** No more are. */
  | { type: 'off' }
  | { type: 'styled'; id: number; bitmap: ImageBitmap }
  | { type: 'dropped'; id: number };
