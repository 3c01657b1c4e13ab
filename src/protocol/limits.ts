import { MAX_FRAME_SIDE } from '../media/frame';

/** Bounds on what a page may send; anything beyond is refused at the boundary. */
export const LIMITS = {
  /** Width and height of a frame, in pixels. */
  minSide: 16,
  maxSide: MAX_FRAME_SIDE,
  /** Bytes of one frame's planes: 4096 x 4096 in I420 with generous row padding. */
  maxFrameBytes: 64 * 1024 * 1024,
  /** Device pixels a video may be wide or high on its page. */
  maxShownSide: 16_384,
  /** Milliseconds between two pictures: a display's 240 a second. */
  minFrameMs: 4,
  /** Frames of which only one is wanted. */
  maxPace: 10,
  /** Bytes of a snapshot's file: a picture of the largest size that hardly compresses. */
  maxSnapshotBytes: 64 * 1024 * 1024,
  maxTextLength: 500,
  /** Characters of a video's address: signed ones are long. */
  maxAddressLength: 8192,
} as const;
