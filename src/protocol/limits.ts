import { MAX_FRAME_SIDE } from '../media/frame';

/** Bounds of values in messages of a page. Parsers refuse or clamp anything beyond. */
export const LIMITS = {
  /** Width and height of a frame, in pixels. */
  minSide: 16,
  maxSide: MAX_FRAME_SIDE,
  /** Bytes of one frame's planes: 4096 x 4096 in I420 with generous row padding. */
  maxFrameBytes: 64 * 1024 * 1024,
  /** A page never replaces frames of more bytes on their way to the host. */
  largeFrameBytes: 4 * 1024 * 1024,
  /** Largest width or height of a video on its page, in device pixels. */
  maxShownSide: 16_384,
  /** Shortest time between two pictures: 240 a second. */
  minFrameMs: 4,
  /** Largest pace: one of this many frames is sent. */
  maxPace: 10,
  /** Characters of the name of a saved picture. */
  maxFileName: 200,
  /** Length of a recorded clip in seconds, and bytes of one piece of its sound. */
  maxClipSeconds: 30,
  maxSoundBytes: 1024 * 1024,
  maxTextLength: 500,
  /** Videos of one document that may request a slot at a time. */
  maxSlotRequests: 100,
  /** Characters of a video's address. Signed addresses are long. */
  maxAddressLength: 8192,
} as const;
