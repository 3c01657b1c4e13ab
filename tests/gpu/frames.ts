import type { PlanesFrame } from '../../src/engine';
import { uniform } from './goldens';

/** Bytes of noise. */
const noise = (count: number, seed: number) => Uint8Array.from(uniform(seed, count), (v) => Math.floor((v + 1) * 128));

/** A frame of noise with loose strides and gaps between its planes. */
export function frameOf(width: number, height: number, options: Partial<PlanesFrame> = {}): PlanesFrame {
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
