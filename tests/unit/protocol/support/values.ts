/** Random valid values, from which the messages of the protocol are made. */
import { vi } from 'vitest';
import { FAULTS } from '../../../../src/protocol/faults';
import { LIMITS } from '../../../../src/protocol/limits';
import fc from '../../../support/property';

/** Stands in for the browser's classes, which schemas recognise by their names. */
class SimulatedPicture {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
}

/** Defines the browser's picture classes in Node. */
export function defineSimulatedPictures(): void {
  vi.stubGlobal('ImageBitmap', class ImageBitmap extends SimulatedPicture {});
  vi.stubGlobal('VideoFrame', class VideoFrame extends SimulatedPicture {});
  vi.stubGlobal('OffscreenCanvas', class OffscreenCanvas extends SimulatedPicture {});
}

export type AnyMessage = Record<string, unknown>;

export const pictureOf = (name: 'ImageBitmap' | 'VideoFrame' | 'OffscreenCanvas', width = 16, height = 16): unknown =>
  Reflect.construct(Reflect.get(globalThis, name), [width, height]);

const count = fc.nat();
const side = fc.integer({ min: LIMITS.minSide, max: 96 });
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const milliseconds = fc.double({ min: 0, max: 60_000, noNaN: true });
const seconds = fc.double({ min: 0, max: 1e9, noNaN: true });
const moment = fc.double({ min: 0, max: 1e14, noNaN: true });
const nonce = fc.stringMatching(/^[A-Za-z0-9_-]{16,64}$/);
const style = fc.stringMatching(/^[a-z0-9-]{1,40}$/);
const text = fc.string({ maxLength: LIMITS.maxTextLength });
const look = fc.record(
  { style, strength: unit, quality: fc.constantFrom('auto', 'XS', 'S', 'M') },
  { requiredKeys: ['style', 'strength'] },
);
const report = fc.record({
  area: fc.double({ min: 0, max: LIMITS.maxShownSide ** 2, noNaN: true }),
  lines: fc.double({ min: 0, max: LIMITS.maxShownSide, noNaN: true }),
  frameMs: fc.option(fc.double({ min: LIMITS.minFrameMs, max: 60_000, noNaN: true })),
  missed: unit,
});
const fault = fc.constantFrom(...FAULTS);

const planes = fc
  .record({
    format: fc.constantFrom('I420' as const, 'NV12' as const),
    width: side,
    height: side,
    matrix: fc.constantFrom('bt601', 'bt709', 'bt2020'),
    fullRange: fc.boolean(),
    padding: fc.nat(8),
  })
  .map(({ padding, ...rest }) => {
    const [halfWidth, halfHeight] = [Math.ceil(rest.width / 2), Math.ceil(rest.height / 2)];
    const rows = rest.format === 'NV12' ? [rest.height, halfHeight] : [rest.height, halfHeight, halfHeight];
    const bytes = rest.format === 'NV12' ? [rest.width, 2 * halfWidth] : [rest.width, halfWidth, halfWidth];
    let offset = 0;
    const layout = rows.map((count, i) => {
      const plane = { offset, stride: bytes[i]! + padding };
      offset += plane.stride * count;
      return plane;
    });
    return { kind: 'planes', ...rest, layout, data: new ArrayBuffer(offset) };
  });
const bitmap = fc
  .tuple(side, side)
  .map(([width, height]) => ({ kind: 'image', width, height, image: pictureOf('ImageBitmap', width, height) }));
const stats = fc.record({
  fps: fc.double({ min: 0, max: 1000, noNaN: true }),
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
  style,
  network: fc.record({ size: fc.constantFrom('XS', 'S', 'M'), lines: fc.integer({ min: 1, max: 2160 }) }),
  gpuBytes: count,
});

/** Arbitraries of valid values, by the names of the schemas. */
export const valid = {
  count,
  side,
  unit,
  milliseconds,
  seconds,
  moment,
  nonce,
  style,
  text,
  look,
  report,
  fault,
  planes,
  bitmap,
  stats,
};
