/**
 * What crosses between the content script and the overlay where a video's picture belongs to another site: the overlay loads
 * the same address into a video of its own, which the extension may read where the user granted it, and keeps it in time.
 */
import type { Frame, FrameKind } from '../media/frame';

/**
 * Window message from the content script to its overlay; the twin's port is transferred with it. The nonce is the one the
 * overlay attaches with: a page does not know it.
 */
export interface TwinHandshake {
  type: 'inkreel:twin';
  nonce: string;
}

/** Where a video is: `time` s at `at` (performance.timeOrigin + performance.now(), ms). `rate` 0: it stands still. */
export interface VideoClock {
  time: number;
  at: number;
  rate: number;
}

export type PageToTwin =
  /** Sent at every change and now and then: the address of the page's video, and where it is. */
  | { type: 'follow'; source: string; clock: VideoClock }
  /** Asks for the picture of the frame that starts at `time` s, or the first one after it. */
  | { type: 'take'; id: number; kind: FrameKind; time: number };

/** `late`: no picture for now; `not-allowed`: the user has not (yet) allowed it; `not-loaded`: loading it did not help. */
export type Missing = 'late' | 'not-allowed' | 'not-loaded';

export type TwinToPage =
  /** The picture asked for, and when its frame starts; `stands`: it is that of a video that stands still where the page's does. */
  | { type: 'picture'; id: number; time: number; stands: boolean; frame: Frame }
  | { type: 'missed'; id: number; why: Missing };
