/**
 * Messages between the content script and the host (the offscreen document), over one port for each video. Everything
 * that arrives is untrusted until its parser has passed it.
 */
import * as v from 'valibot';
import { QUALITIES } from '../settings/schema';
import { FAULTS } from './faults';
import { frameSchema } from './frame-schema';
import { LIMITS } from './limits';
import { arrayBuffer, clamped, count, imageBitmap, milliseconds, nonce, parserOf, side, styleId, text } from './values';

/** The restyling that the user asked for. */
export const Look = v.object({
  style: styleId,
  strength: clamped(0, 1),
  /** Show the video's colours on the style's brightness; absent: the style's colours. */
  keepColours: v.optional(v.boolean()),
  /** -1 for the thinnest lines, 1 for the heaviest; absent: the style's own. */
  lineWeight: v.optional(clamped(-1, 1)),
  /** Absent means that the governor chooses. */
  quality: v.optional(v.picklist(QUALITIES)),
});
export type Look = v.InferOutput<typeof Look>;

const LOOK_KEYS = ['style', 'strength', 'keepColours', 'lineWeight', 'quality'] as const satisfies (keyof Look)[];

export const isSameLook = (a: Look | null, b: Look | null): boolean => LOOK_KEYS.every((key) => a?.[key] === b?.[key]);

/** How a video plays and shows on its page. The governor derives the video's share of the GPU from it. */
export const PlaybackReport = v.object({
  /** Visible device pixels of the video; 0 if it is out of sight. */
  area: clamped(0, LIMITS.maxShownSide ** 2),
  /** Shorter side of its box in device pixels. */
  lines: clamped(0, LIMITS.maxShownSide),
  /** Milliseconds from one new picture to the next; null while the picture stands still. */
  frameMs: v.nullable(clamped(LIMITS.minFrameMs, 60_000)),
  /** Share of its frames that the page dropped lately, 0 to 1. */
  missed: clamped(0, 1),
});
export type PlaybackReport = v.InferOutput<typeof PlaybackReport>;

const NETWORKS = ['XS', 'S', 'M'] as const;

/**
 * Stats of one video. `styled` and `dropped` count frames since the session opened. `fps` and the milliseconds per
 * frame are means over the last half second in which there were frames. `networkMs` and `presentMs` are the GPU's own
 * time where it can be measured; elsewhere `networkMs` runs from the start of drawing until the GPU has finished
 * everything. `p95Ms` is the time that 95 % of the last frames took at most, from capture to picture.
 */
export const Stats = v.object({
  fps: clamped(0, 1000),
  styled: count,
  dropped: count,
  captureMs: milliseconds,
  transportMs: milliseconds,
  networkMs: milliseconds,
  presentMs: milliseconds,
  p95Ms: milliseconds,
  width: side,
  height: side,
  adapter: text,
  style: styleId,
  /** The network and its lines; absent while a draft stands in. */
  network: v.optional(v.object({ size: v.picklist(NETWORKS), lines: v.pipe(count, v.maxValue(LIMITS.maxSide)) })),
  /** GPU memory of this video. */
  gpuBytes: count,
});
export type Stats = v.InferOutput<typeof Stats>;

/** Name of a clip's file, in no folder and without its ending, which the format decides. */
const clipName = v.pipe(v.string(), v.maxLength(LIMITS.maxFileName), v.regex(/^[^\\/:*?"<>|\p{Cc}]+$/u));

const soundSamples = v.pipe(
  arrayBuffer,
  v.check(({ byteLength }) => byteLength > 0 && byteLength % 4 === 0 && byteLength <= LIMITS.maxSoundBytes),
);

/** Name of a PNG file, in no folder. */
const fileName = v.pipe(v.string(), v.maxLength(LIMITS.maxFileName), v.regex(/^[^\\/:*?"<>|\p{Cc}]+\.png$/u));

export const PageToHost = v.variant('type', [
  /**
   * First message: the look to draw, and the size of the frames to come where it is known, so that the host can prepare. The
   * host answers `ready` or `fault`.
   */
  v.object({ type: v.literal('open'), look: Look, size: v.optional(v.object({ width: side, height: side })) }),
  v.object({
    type: v.literal('frame'),
    /** Grows by one with each frame. */
    id: count,
    /** Cost of capturing it. */
    captureMs: milliseconds,
    /** performance.timeOrigin + performance.now() in ms when posted. */
    sentAt: v.pipe(v.number(), v.finite()),
    /** The frame is unrelated to the last one (first frame, seek, new source, resize) and must not be blended with it. */
    discontinuity: v.boolean(),
    frame: frameSchema,
  }),
  v.object({ type: v.literal('look'), look: Look }),
  /** Sent about once a second, and at once when the video pauses or goes out of sight. */
  v.object({ type: v.literal('playback'), report: PlaybackReport }),
  /**
   * Asks the host to download the picture on the overlay under this name, in the frame's size and at the current strength. The
   * host does it, because a download started in the page would hand the file to the page's `navigate` event.
   */
  v.object({ type: v.literal('save-picture'), name: fileName }),
  /** Whether to send a `copy` of every styled picture from now on, for a window of its own. */
  v.object({ type: v.literal('copies'), wanted: v.boolean() }),
  /** Asks for the picture on the overlay as a `picture`, for the clipboard. */
  v.object({ type: v.literal('copy-picture') }),
  /** Begins to record the styled pictures, for at most so many seconds. The host downloads the file, as with pictures. */
  v.object({
    type: v.literal('record'),
    name: clipName,
    seconds: v.pipe(v.number(), v.minValue(1), v.maxValue(LIMITS.maxClipSeconds)),
    hasSound: v.boolean(),
  }),
  /** A piece of the video's sound for the recording. */
  v.object({
    type: v.literal('sound'),
    /** performance.timeOrigin + performance.now() in ms at its first sample. */
    at: v.pipe(v.number(), v.finite()),
    sampleRate: v.pipe(v.number(), v.integer(), v.minValue(8000), v.maxValue(192_000)),
    channels: v.pipe(count, v.minValue(1), v.maxValue(2)),
    samples: soundSamples,
  }),
  /** Ends the recording; the host downloads it if it is kept. */
  v.object({ type: v.literal('stop-recording'), isKept: v.boolean() }),
  /** Ends the session. `off` means that the user switched it off, so that the host need not stay open for a return. */
  v.object({ type: v.literal('close'), reason: v.picklist(['off', 'gone']) }),
]);
export type PageToHost = v.InferOutput<typeof PageToHost>;
export const parsePageToHost = parserOf(PageToHost);

export type FrameMessage = Extract<PageToHost, { type: 'frame' }>;

export const HostToPage = v.variant('type', [
  /** From the overlay itself: it has loaded and passes the port on. */
  v.object({ type: v.literal('reached') }),
  /** Frames may come now. `session` names the liveness port to open: `runtime.connect({name: session})`. */
  v.object({ type: v.literal('ready'), session: nonce }),
  /** Everything is compiled, and the first picture is being drawn. */
  v.object({ type: v.literal('drawing') }),
  /** Frame `id` is on the overlay (GPU work done); one more may be sent. */
  v.object({ type: v.literal('presented'), id: count }),
  /** A newer frame superseded frame `id`, which was never drawn; one more may be sent. */
  v.object({ type: v.literal('dropped'), id: count }),
  /** Asks for every `every`-th frame of a playing video from now on; 0 for none: the GPU is too slow. */
  v.object({ type: v.literal('pace'), every: v.pipe(count, v.maxValue(LIMITS.maxPace)) }),
  v.object({ type: v.literal('stats'), stats: Stats }),
  v.object({ type: v.literal('copy'), bitmap: imageBitmap }),
  /** Answers `copy-picture`; null where there is none. */
  v.object({ type: v.literal('picture'), png: v.nullable(arrayBuffer) }),
  /** Progress of a recording, four times a second, and how it ended. */
  v.object({
    type: v.literal('recording'),
    state: v.picklist(['running', 'saved', 'cancelled', 'failed']),
    /** Seconds that are recorded. */
    seconds: clamped(0, LIMITS.maxClipSeconds + 60),
  }),
  /** `fatal`: the session is over and the overlay must go; otherwise the host continues with the last good state. */
  v.object({ type: v.literal('fault'), fault: v.picklist(FAULTS), message: text, fatal: v.boolean() }),
]);
export type HostToPage = v.InferOutput<typeof HostToPage>;
export const parseHostToPage = parserOf(HostToPage);
