/** Chooses the file format of a clip: MP4 where the browser encodes what every player reads, else WebM. */
import { canEncodeAudio, canEncodeVideo } from 'mediabunny';
import { canWriteMp4 } from '../../platform/images';

export interface ClipFormat {
  container: 'mp4' | 'webm';
  video: 'avc' | 'vp9' | 'vp8';
  audio: 'aac' | 'opus';
}

export interface ClipSize {
  width: number;
  height: number;
}

const FORMATS: readonly ClipFormat[] = [
  { container: 'mp4', video: 'avc', audio: 'aac' },
  { container: 'webm', video: 'vp9', audio: 'opus' },
  { container: 'webm', video: 'vp8', audio: 'opus' },
];

/** Longest side of a clip's picture. */
const MOST_SIDE = 1920;
/** Bits for each pixel of a picture, and most bits a second: 30 s take 45 MB at most. */
const BITS_PER_PIXEL = 0.15;
const [FPS, MOST_BITRATE] = [30, 12e6];

/** Returns the size of a clip of pictures of this size: even, as H.264 needs, and within `MOST_SIDE`. */
export function clipSize({ width, height }: ClipSize): ClipSize {
  const scale = Math.min(1, MOST_SIDE / Math.max(width, height));
  const even = (side: number) => Math.max(2, 2 * Math.round((side * scale) / 2));
  return { width: even(width), height: even(height) };
}

/** Returns the bits a second for pictures of this size. */
export const clipBitrate = ({ width, height }: ClipSize): number =>
  Math.round(Math.min(MOST_BITRATE, Math.max(5e5, width * height * FPS * BITS_PER_PIXEL)));

/** Resolves to the first format that the browser can encode; null where it can encode none. */
export async function clipFormat(size: ClipSize, hasSound: boolean): Promise<ClipFormat | null> {
  for (const format of FORMATS) {
    if (format.container === 'mp4' && !canWriteMp4()) continue;
    const canDraw = await canEncodeVideo(format.video, { ...size, bitrate: clipBitrate(size) });
    if (canDraw && (!hasSound || (await canEncodeAudio(format.audio)))) return format;
  }
  return null;
}
