/** Layer graphs made to explode when they are compiled. */
import { expect, test } from 'vitest';
import { kernelOf } from '../../../../src/engine/codegen/kernels';
import { planNetwork, planPicture } from '../../../../src/engine/compiler/fusion';
import { createModel } from '../../../../src/engine/model/model';

const TARGET = { precision: 'f32', software: false, workgroupBytes: 16384 } as const;

test('ten shuffles in a row take shaders of a bounded length', () => {
  const nodes = Array.from({ length: 10 }, (_, i) => ({
    op: i % 2 === 0 ? 'pixelUnshuffle' : 'pixelShuffle',
    factor: 2,
    name: `n${i}`,
    inputs: [i === 0 ? 'image' : `n${i - 1}`],
  }));
  const model = createModel({ version: 1, input: 'image', multiple: 2, nodes, output: 'n9' }, new Map());
  const { steps } = planNetwork(model, 64, 64, TARGET);
  const characters = steps.reduce((sum, step) => sum + kernelOf(step, 'f32').code.length, 0);
  expect(steps.length).toBeGreaterThan(0);
  expect(characters).toBeLessThan(100_000);
});

test('a network that keeps the size of one frame only is refused for another', () => {
  // A stride of 2 rounds 41 x 49 down, so that the upsampled picture is smaller than the frame.
  const weight = { shape: [3, 3, 1, 1], data: new Float32Array(9) };
  const nodes = [
    { op: 'conv2d', name: 'half', inputs: ['image'], weight: 'w', stride: 2, padding: 0, padMode: 'zero' },
    { op: 'upsampleNearest', name: 'back', inputs: ['half'], scale: 2 },
  ];
  const model = createModel(
    { version: 1, input: 'image', multiple: 1, nodes, output: 'back' },
    new Map([['w', weight]]),
  );
  expect(planPicture(model, 40, 48, TARGET).steps.length).toBeGreaterThan(0);
  expect(() => planPicture(model, 41, 49, TARGET)).toThrow(/must keep the size/);
});
