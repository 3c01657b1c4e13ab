/** Changes to a style's picture after its network: the video's colours, and the weight of lines. */
import { expect, test } from 'vitest';
import { type PlanesFrame, Stylizer } from '../../../src/engine';
import { bytesOf, greyFrame } from '../support/frames';
import { useInverter } from '../support/inverter';
import { readTexture } from '../support/run';

const world = useInverter();
const SIDE = 24;

/** Pixels of the inverted frame, RGBA, on a target of its own size or twice as large. */
async function drawn(frame: PlanesFrame, options: { keepColours?: boolean; lineWeight?: number }, scale = 1) {
  const { engine, weights } = world;
  const stylizer = await Stylizer.create(engine, weights, { frameWidth: SIDE, frameHeight: SIDE });
  const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
  const size = [SIDE * scale, SIDE * scale];
  const target = engine.device.createTexture({ size, format: 'rgba8unorm', usage });
  stylizer.stylize(frame, target, { strength: 1, ...options });
  const pixels = await readTexture(engine.device, target);
  stylizer.destroy();
  target.destroy();
  return pixels;
}

const luma = ([red = 0, green = 0, blue = 0]: Uint8Array) => 0.299 * red + 0.587 * green + 0.114 * blue;

test('kept colours lie on the brightness of the style', async () => {
  const frame = greyFrame(SIDE, SIDE, new Float32Array(SIDE * SIDE).fill(110));
  // A reddish frame: its V plane is the last one.
  const { offset } = frame.layout[2]!;
  bytesOf(frame).fill(150, offset);
  const [original, inverted, kept] = [
    (await drawn(frame, {})).map((value, i) => (i % 4 === 3 ? value : 255 - value)),
    await drawn(frame, {}),
    await drawn(frame, { keepColours: true }),
  ].map((pixels) => pixels.subarray(0, 4));
  expect(original![0]! - original![1]!).toBeGreaterThan(30);
  expect(inverted![1]! - inverted![0]!).toBeGreaterThan(30);
  expect(Math.abs(luma(kept!) - luma(inverted!))).toBeLessThan(1.5);
  for (const [a, b] of [
    [0, 1],
    [1, 2],
  ] as const)
    expect(Math.abs(kept![a]! - kept![b]! - (original![a]! - original![b]!))).toBeLessThan(3);
});

test.each([1, 2])('lines become heavier and thinner on a target of %j times the size', async (scale) => {
  // A dark line, two pixels wide once it is inverted.
  const frame = greyFrame(
    SIDE,
    SIDE,
    Float32Array.from({ length: SIDE * SIDE }, (_, i) => ([11, 12].includes(i % SIDE) ? 230 : 30)),
  );
  /** Darkness of a row across the line. */
  const darkness = async (lineWeight: number) => {
    const side = SIDE * scale;
    const row = (await drawn(frame, { lineWeight }, scale)).subarray(side * 4 * (side / 2), side * 4 * (side / 2 + 1));
    return row.reduce((sum, value, i) => sum + (i % 4 === 0 ? 255 - value : 0), 0) / scale;
  };
  const [thin, same, heavy, half] = [await darkness(-1), await darkness(0), await darkness(1), await darkness(0.5)];
  expect(heavy).toBeGreaterThan(1.2 * same);
  expect(half).toBeGreaterThan(same);
  expect(half).toBeLessThan(heavy);
  expect(thin).toBeLessThan(same);
});
