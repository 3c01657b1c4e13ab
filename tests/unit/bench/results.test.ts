import { expect, test } from 'vitest';
import { familyTable, networkTable } from '../../../bench/results.mjs';

const size = { network: 'S', width: 1280, height: 720 };
const MIB = 2 ** 20;

test('a network is one line, however many engines and precisions ran it', () => {
  const table = networkTable([
    { ...size, engine: 'onnxruntime-web', precision: 'f32', ms: 12, gpuBytes: 100 * MIB },
    { ...size, engine: 'tensorflow.js', precision: 'f32', ms: 10, gpuBytes: 200 * MIB },
    { ...size, engine: 'litert.js', precision: 'f32', ms: 11, gpuBytes: 200 * MIB },
    { ...size, engine: 'pytorch', precision: 'f32', ms: 1.2, gpuBytes: 0 },
    { ...size, engine: 'pytorch compiled', precision: 'f32', ms: 1.1, gpuBytes: 0 },
    { ...size, engine: 'inkreel', precision: 'f32', ms: 0.5, gpuBytes: 50 * MIB },
    { ...size, engine: 'inkreel', precision: 'f16', ms: 0.25, gpuBytes: 25 * MIB },
  ]);
  expect(table.split('\n').slice(2)).toEqual([
    '| S | 1280x720 | 12.0 | 10.0 | 11.0 | 1.10 | 0.50 |  | 0.25 | 20.0x | 100.0 | 50.0 | 25.0 |',
  ]);
});

test('dispatches of a family are added up and held against the floor, which is arithmetic or memory', () => {
  const layers = [
    { family: '3x3/1 32-32', kernel: 'direct', us: 20, gflop: 0.5, bytes: 1 },
    { family: '3x3/1 32-32', kernel: 'direct', us: 30, gflop: 0.5, bytes: 1 },
    { family: 'map 3', kernel: 'map', us: 4, gflop: 0, bytes: 2e6 },
  ];
  const table = familyTable({ layers, precision: 'f32' }, { tflops: 50, terabytes: 1 });
  expect(table.split('\n').slice(2)).toEqual([
    '| 3x3/1 32-32 | direct | 2 | 20.0 | 50.0 | 40 % |',
    '| map 3 |  | 1 | 2.0 | 4.0 | 50 % |',
  ]);
});
