/** Layer graphs that lie about their shapes, explode when they are compiled, or hold anything at all. */
import { expect } from 'vitest';
import { kernelOf } from '../../../src/engine/codegen/kernels';
import { planPicture } from '../../../src/engine/compiler/fusion';
import { createModel } from '../../../src/engine/model/model';
import fc from '../../support/property';
import { fuzz, unlessRefused } from './support/fuzz';
import { randomGraph } from './support/graphs';

const TARGET = { precision: 'f32', software: false, workgroupBytes: 16384 } as const;
/** Longest shader in characters, for one layer of a graph of a dozen. Those of the shipped styles have up to 20,000. */
const MOST_CODE = 120_000;

/** A frame in multiples of what the network runs on, and a little more, which not every network bears. */
const frame = fc.record({ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 9 }) });

fuzz('graphs', fc.tuple(randomGraph, frame), 0.1, ([{ graph, tensors }, { rows, columns }]) => {
  const model = unlessRefused(() => createModel(graph, tensors));
  if (!model) return false;
  const [height, width] = [rows * model.graph.multiple, columns * model.graph.multiple];
  const plan = unlessRefused(() => planPicture(model, height, width, TARGET));
  if (!plan) return true;
  expect(plan.output.shape).toMatchObject({ channels: 3, height, width });
  for (const step of plan.steps) {
    const { code, workgroups } = kernelOf(step, 'f32');
    expect(code.length).toBeLessThan(MOST_CODE);
    expect(code.replace(/\/\/.*/g, '')).not.toMatch(/NaN|undefined|Infinity/);
    for (const count of workgroups) expect(count >= 1 && count <= 65_535).toBe(true);
  }
  return true;
});
