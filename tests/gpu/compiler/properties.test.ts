import { describe, expect, it } from 'vitest';
import { type GraphNode, parseGraph } from '../../../src/engine/model/graph';
import fc from '../../support/property';
import { openFileDevice } from '../support/file-device';
import { hashedTensors, picture, type TensorRecipe } from '../support/goldens';
import { runReference } from '../support/reference';
import { relativeError, runModel } from '../support/run';

const engine = await openFileDevice();

/** A random choice for one layer: its kind, the earlier value that it reads, and numbers for its attributes. */
const layerChoice = fc.record({
  kind: fc.constantFrom('conv', 'conv', 'conv', 'instance', 'batch', 'pointwise', 'add', 'concat', 'up', 'shuffle'),
  source: fc.nat(99),
  other: fc.nat(99),
  channels: fc.integer({ min: 1, max: 9 }),
  kernel: fc.constantFrom(1, 3, 5),
  stride: fc.constantFrom(1, 1, 2),
  padMode: fc.constantFrom('zero', 'reflect', 'replicate'),
  pointwise: fc.constantFrom('relu', 'leakyRelu', 'tanh', 'sigmoid', 'clamp', 'multiply', 'addConstant'),
});
type LayerChoice = typeof layerChoice extends fc.Arbitrary<infer T> ? T : never;

interface RandomValue {
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Turns choices into a valid graph; a choice that does not fit becomes a pointwise layer. */
function build(choices: readonly LayerChoice[], height: number, width: number) {
  const nodes: GraphNode[] = [];
  const recipes: Record<string, TensorRecipe> = {};
  const values: RandomValue[] = [{ name: 'image', channels: 3, height, width }];
  const tensor = (name: string, shape: number[], centre: number, spread: number): string => {
    recipes[name] = [shape, centre, spread];
    return name;
  };
  choices.forEach((choice, i) => {
    const name = `n${i}`;
    const x = values[choice.source % values.length]!;
    const vectors = (...of: [string, number, number][]) =>
      Object.fromEntries(
        of.map(([key, centre, spread]) => [key, tensor(`${name}.${key}`, [x.channels], centre, spread)]),
      );
    const push = (node: GraphNode, shape: Partial<RandomValue> = {}) => {
      nodes.push(node);
      values.push({ ...x, ...shape, name });
    };
    const partner = values.findLast(
      (value, at) =>
        at <= choice.other % values.length &&
        value.height === x.height &&
        value.width === x.width &&
        (choice.kind === 'concat' || value.channels === x.channels),
    );
    const padding = choice.kernel >> 1;
    const fits = choice.padMode !== 'reflect' || padding < Math.min(x.height, x.width);
    if (choice.kind === 'conv' && fits) {
      const spread = Math.sqrt(3 / (x.channels * choice.kernel ** 2));
      const weight = tensor(`${name}.weight`, [choice.channels, x.channels, choice.kernel, choice.kernel], 0, spread);
      const stride = choice.stride as 1 | 2;
      const bias = tensor(`${name}.bias`, [choice.channels], 0, 0.3);
      const padMode = choice.padMode as 'zero';
      push(
        { op: 'conv2d', name, inputs: [x.name], weight, bias, stride, padding, padMode },
        {
          channels: choice.channels,
          height: Math.ceil(x.height / stride),
          width: Math.ceil(x.width / stride),
        },
      );
    } else if (choice.kind === 'instance' && x.height * x.width > 8) {
      push({ op: 'instanceNorm', name, inputs: [x.name], ...vectors(['scale', 1, 0.5], ['shift', 0, 0.5]), eps: 0.01 });
    } else if (choice.kind === 'batch') {
      const names = vectors(['scale', 1, 0.5], ['shift', 0, 0.5], ['mean', 0, 0.3], ['variance', 1, 0.5]);
      push({ op: 'batchNorm', name, inputs: [x.name], ...names, eps: 1e-5 } as GraphNode);
    } else if (choice.kind === 'add' && partner) {
      push({ op: 'add', name, inputs: [x.name, partner.name] });
    } else if (choice.kind === 'concat' && partner) {
      push({ op: 'concat', name, inputs: [x.name, partner.name] }, { channels: x.channels + partner.channels });
    } else if (choice.kind === 'up' && x.height * x.width < 300) {
      push({ op: 'upsampleNearest', name, inputs: [x.name], scale: 2 }, { height: x.height * 2, width: x.width * 2 });
    } else if (choice.kind === 'shuffle' && x.channels % 4 === 0) {
      const shape = { channels: x.channels / 4, height: x.height * 2, width: x.width * 2 };
      push({ op: 'pixelShuffle', name, inputs: [x.name], factor: 2 }, shape);
    } else if (choice.kind === 'shuffle' && x.height % 2 === 0 && x.width % 2 === 0) {
      const shape = { channels: x.channels * 4, height: x.height / 2, width: x.width / 2 };
      push({ op: 'pixelUnshuffle', name, inputs: [x.name], factor: 2 }, shape);
    } else {
      const attributes = { slope: 0.1, min: -0.5, max: 0.6, value: 0.7 };
      push({ ...attributes, op: choice.pointwise, name, inputs: [x.name] } as GraphNode);
    }
  });
  const graph = parseGraph({ version: 1, input: 'image', multiple: 1, nodes, output: nodes.at(-1)!.name });
  return { graph, tensors: hashedTensors(recipes) };
}

describe('random networks', () => {
  it('compute what plain loops compute, whatever is fused with what', async () => {
    const size = fc.integer({ min: 1, max: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(layerChoice, { minLength: 2, maxLength: 7 }),
        size,
        size,
        async (choices, height, width) => {
          const model = build(choices, height, width);
          const bytes = picture(height, width);
          const area = height * width;
          const data = Float64Array.from(
            { length: 3 * area },
            (_, i) => bytes[(i % area) * 4 + Math.floor(i / area)]! / 255,
          );
          const expected = runReference(model.graph, model.tensors, { channels: 3, height, width, data });
          const actual = await runModel(engine, model, height, width, bytes);
          const shape = [expected.channels, expected.height, expected.width];
          expect(actual.shape).toEqual(shape);
          expect(relativeError(actual, { shape, data: Float32Array.from(expected.data) })).toBeLessThan(1e-4);
        },
      ),
      { numRuns: 25, endOnFailure: false },
    );
  });
});
