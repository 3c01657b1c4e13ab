import type { Graph } from '../../../src/engine/model/graph';
import { createModel } from '../../../src/engine/model/model';

/** Inverts the picture: 1 - x, in one 1x1 convolution. */
export const INVERT = createModel(
  {
    version: 1,
    input: 'image',
    multiple: 4,
    nodes: [
      { op: 'conv2d', name: 'c', inputs: ['image'], weight: 'w', bias: 'b', stride: 1, padding: 0, padMode: 'zero' },
    ],
    output: 'c',
  } satisfies Graph,
  new Map([
    ['w', { shape: [3, 3, 1, 1], data: new Float32Array([-1, 0, 0, 0, -1, 0, 0, 0, -1]) }],
    ['b', { shape: [3], data: new Float32Array([1, 1, 1]) }],
  ]),
);
