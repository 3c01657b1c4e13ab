/** Numbers in a layer graph that shaders do not have. */
import { expect, test } from 'vitest';
import { parseGraph } from '../../../../src/engine/model/graph';

const graph = (node: object) => ({
  version: 1,
  input: 'image',
  multiple: 1,
  nodes: [{ name: 'n', inputs: ['image'], ...node }],
  output: 'n',
});

test.each([
  ['a slope beyond f32', { op: 'leakyRelu', slope: 1e300 }],
  ['a limit that is infinite', { op: 'clamp', min: 0, max: Infinity }],
  ['a factor that is no number', { op: 'multiply', value: Number.NaN }],
  ['an eps that becomes 0', { op: 'instanceNorm', eps: 1e-60 }],
])('%s is refused', (_, node) => {
  expect(() => parseGraph(graph(node))).toThrow(/malformed/);
});

test('the largest and the smallest normal number are read', () => {
  expect(parseGraph(graph({ op: 'leakyRelu', slope: -3.4e38 })).nodes).toHaveLength(1);
  expect(parseGraph(graph({ op: 'instanceNorm', eps: 1.2e-38 })).nodes).toHaveLength(1);
});
