import type { YuvFrame } from '../../../src/engine';
import { uniform } from './goldens';

/** Bytes of noise. */
const noise = (count: number, seed: number) =>
  Uint8Array.from(uniform(seed, count), (v) => Math.floor((v + 1) * 128)).buffer;

/** A view of the bytes of a frame's planes. */
export const bytesOf = ({ data }: YuvFrame): Uint8Array<ArrayBuffer> => new Uint8Array(data);

/** A frame of noise with loose strides and gaps between its planes. */
export function frameOf(width: number, height: number, options: Partial<YuvFrame> = {}): YuvFrame {
  const format = options.format ?? 'I420';
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const planes = format === 'NV12' ? [halfWidth * 2] : [halfWidth, halfWidth];
  let offset = 5;
  const layout = [width, ...planes].map((rowBytes, i) => {
    const plane = { offset, stride: rowBytes + 3 + i };
    offset += plane.stride * (i === 0 ? height : halfHeight) + 7;
    return plane;
  });
  const data = noise(offset, 1);
  return { kind: 'planes', format, width, height, matrix: 'bt709', fullRange: false, layout, data, ...options };
}

/** A grey frame of values of 0 to 255, row by row. */
export function greyFrame(width: number, height: number, values: Float32Array): YuvFrame {
  const frame = frameOf(width, height, { fullRange: true });
  const bytes = bytesOf(frame).fill(128);
  const { offset, stride } = frame.layout[0]!;
  for (let y = 0; y < height; y++) bytes.set(values.subarray(y * width, (y + 1) * width), offset + y * stride);
  return frame;
}
