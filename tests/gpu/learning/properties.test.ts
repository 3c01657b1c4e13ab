import { expect, it } from 'vitest';
import { type GraphNode, parseGraph } from '../../../src/engine/model/graph';
import type { WeightTensor } from '../../../src/engine/model/safetensors';
import fc from '../../support/property';
import { openFileDevice } from '../support/file-device';
import { hashedTensors, uniform } from '../support/goldens';
import { hashed, type LearningCase, runCase, TARGET_SEED } from '../support/learning';
import { runReference } from '../support/reference';

const engine = await openFileDevice();

/** A random choice for one layer: its kind, the earlier values that it reads, and numbers for its attributes. */
const layerChoice = fc.record({
  kind: fc.constantFrom('conv', 'conv', 'norm', 'relu', 'add', 'up', 'shuffle'),
  source: fc.nat(99),
  other: fc.nat(99),
  channels: fc.integer({ min: 1, max: 9 }),
  kernel: fc.constantFrom(1, 3, 5),
  stride: fc.constantFrom(1 as const, 1 as const, 2 as const),
  padMode: fc.constantFrom('zero' as const, 'reflect' as const, 'replicate' as const),
});
type LearningLayerChoice = typeof layerChoice extends fc.Arbitrary<infer T> ? T : never;

/** Step of the difference quotients, and how far they may be from the gradient's, in its own length. */
const STEP = 1e-5;
const LIMIT = 1e-3;
const IMAGES = 2;

/** Turns choices into layers on pictures of 3 channels; a choice that does not fit becomes a ReLU. */
function build(choices: readonly LearningLayerChoice[], height: number, width: number): LearningCase {
  const nodes: GraphNode[] = [];
  const tensors: Record<string, [number[], number, number]> = {};
  const values = [{ name: 'image', channels: 3, height, width }];
  choices.forEach((choice, i) => {
    const name = `n${i}`;
    // The last layer reads the one before, so that the loss depends on many.
    const x = values[i === choices.length - 1 ? values.length - 1 : choice.source % values.length]!;
    const push = (node: GraphNode, shape: Partial<typeof x> = {}) => {
      nodes.push(node);
      values.push({ ...x, ...shape, name });
    };
    const tensor = (part: string, shape: number[], centre: number, spread: number): string => {
      tensors[`${name}.${part}`] = [shape, centre, spread];
      return `${name}.${part}`;
    };
    const partner = values.findLast(
      (value, at) =>
        at <= choice.other % values.length &&
        value.height === x.height &&
        value.width === x.width &&
        value.channels === x.channels,
    );
    const padding = choice.kernel >> 1;
    if (choice.kind === 'conv' && (choice.padMode !== 'reflect' || padding < Math.min(x.height, x.width))) {
      const { channels, kernel, stride, padMode } = choice;
      const spread = Math.sqrt(3 / (x.channels * kernel ** 2));
      const weight = tensor('weight', [channels, x.channels, kernel, kernel], 0, spread);
      const bias = tensor('bias', [channels], 0, 0.3);
      const size = (length: number) => Math.ceil(length / stride);
      push(
        { op: 'conv2d', name, inputs: [x.name], weight, bias, stride, padding, padMode },
        { channels, height: size(x.height), width: size(x.width) },
      );
    } else if (choice.kind === 'norm' && x.height * x.width > 8) {
      const [scale, shift] = [tensor('scale', [x.channels], 1, 0.5), tensor('shift', [x.channels], 0, 0.5)];
      push({ op: 'instanceNorm', name, inputs: [x.name], scale, shift, eps: 0.01 });
    } else if (choice.kind === 'add' && partner) {
      push({ op: 'add', name, inputs: [x.name, partner.name] });
    } else if (choice.kind === 'up' && x.height * x.width < 200) {
      push({ op: 'upsampleNearest', name, inputs: [x.name], scale: 2 }, { height: x.height * 2, width: x.width * 2 });
    } else if (choice.kind === 'shuffle' && x.height % 2 === 0 && x.width % 2 === 0) {
      const shape = { channels: x.channels * 4, height: x.height / 2, width: x.width / 2 };
      push({ op: 'pixelUnshuffle', name, inputs: [x.name], factor: 2 }, shape);
    } else {
      push({ op: 'relu', name, inputs: [x.name] });
    }
  });
  return { name: 'random', shape: [IMAGES, 3, height, width], nodes, tensors, loss: 'squared' };
}

/** The loss in double precision, by plain loops. @param image of all images */
function referenceLoss(
  { shape, nodes }: LearningCase,
  tensors: ReadonlyMap<string, WeightTensor>,
  image: Float64Array,
) {
  const [, channels, height, width] = shape;
  const graph = { version: 1, input: 'image', multiple: 1, nodes, output: nodes.at(-1)!.name };
  const area = channels * height * width;
  const outputs = Array.from({ length: IMAGES }, (_, i) => {
    const data = image.subarray(i * area, (i + 1) * area);
    return runReference(parseGraph(graph), tensors, { channels, height, width, data }).data;
  });
  const found = outputs.flatMap((output) => [...output]);
  const wanted = uniform(TARGET_SEED, found.length);
  return found.reduce((sum, value, i) => sum + (value - Math.fround(wanted[i]!)) ** 2, 0) / found.length;
}

it('gradients of random networks are the slopes of their losses', async () => {
  const size = fc.integer({ min: 2, max: 10 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(layerChoice, { minLength: 2, maxLength: 6 }),
      size,
      size,
      async (choices, height, width) => {
        const learning = build(choices, height, width);
        const { gradients } = await runCase(engine, learning);
        const start = hashedTensors(learning.tensors as Record<string, [number[], number, number]>);
        start.set('image', hashed(0, learning.shape));
        // All parameters move at once, each its own way: every gradient counts, and two losses are enough.
        const ways = [...start].map(([name, { data }], i) => [name, uniform(1000 + i, data.length)] as const);
        const moved = (by: number): number => {
          const tensors = new Map<string, { shape: readonly number[]; data: Float64Array }>();
          for (const [name, way] of ways) {
            const { shape, data } = start.get(name)!;
            tensors.set(name, { shape, data: Float64Array.from(data, (value, i) => value + by * way[i]!) });
          }
          return referenceLoss(learning, tensors as never, tensors.get('image')!.data);
        };
        const slope = (moved(STEP) - moved(-STEP)) / (2 * STEP);
        let expected = 0;
        let length = 0;
        for (const [name, way] of ways) {
          // A layer that the last one does not depend on has no kernel; its gradient is zero.
          gradients.get(name)?.data.forEach((value, i) => {
            expected += value * way[i]!;
            length += value ** 2;
          });
        }
        expect(Math.abs(slope - expected)).toBeLessThanOrEqual(LIMIT * Math.sqrt(length) + 1e-7);
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
});
