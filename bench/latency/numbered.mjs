// A test video whose frames carry their number, as black and white blocks along the lower edge.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const FPS = 30;
const SECONDS = 20;
/** Frames until the video begins again. */
export const FRAMES = FPS * SECONDS;
/** A white and a black block that mark the picture, then the number's bits, lowest first. */
const BITS = 10;
export const BLOCKS = 2 + BITS;

/** Side of a block in pixels of the video. */
export const blockOf = (height) => Math.floor(height / 36) * 2;

/** Writes the video with ffmpeg. */
export async function makeNumbered(file, width, height) {
  const block = blockOf(height);
  const bits = `if(eq(X,0),255,if(eq(X,1),0,255*mod(floor(N/pow(2,X-2)),2)))`;
  const strip = `color=s=${BLOCKS}x2:r=${FPS}:d=${SECONDS},format=gray,geq=lum='${bits}',scale=${BLOCKS * block}:${block}:flags=neighbor`;
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=s=${width}x${height}:r=${FPS}:d=${SECONDS}`],
    ...['-f', 'lavfi', '-i', strip, '-filter_complex', 'overlay=0:H-h', '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'libvpx', '-b:v', '1500k', '-deadline', 'realtime', '-cpu-used', '8', '-g', `${FPS}`, file],
  ]);
}

/**
 * Reads the number in a row of pixels through the middle of the blocks; undefined where there is none.
 * @param {(x: number) => number} luma brightness, 0 to 255, of the pixel `x` from the video's left edge
 * @param {number} block
 */
export function readNumber(luma, block) {
  const [white, black, ...bits] = Array.from({ length: BLOCKS }, (_, i) => luma(Math.floor((i + 0.5) * block)));
  if (white - black < 64) return undefined;
  const middle = (white + black) / 2;
  return bits.reduce((number, bit, i) => number + (bit > middle ? 2 ** i : 0), 0);
}

/**
 * Frames by which `number` is behind `shown`, in a video that repeats. Negative where it is ahead: a picture can be ready
 * before its frame is due on the screen.
 */
export function framesBehind(shown, number) {
  const behind = (shown - number + FRAMES) % FRAMES;
  return behind > FRAMES / 2 ? behind - FRAMES : behind;
}
