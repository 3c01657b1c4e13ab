import { expect, test } from 'vitest';
import { NETWORKS } from '../../../../bench/ours/networks';
import { kernelOf } from '../../../../src/engine/codegen/kernels';
import { vectorsOf } from '../../../../src/engine/compiler/expression';
import { planNetwork } from '../../../../src/engine/compiler/fusion';
import { type CompileTarget, familyOf, nameOf, tilesFor } from '../../../../src/engine/compiler/tile-selection';

/** Limits that WebGPU grants on every device. */
const LIMITS = { storageBuffers: 8, bindingBytes: 128 * 2 ** 20, workgroups: 65535, invocations: 256 };
const WORKGROUP_BYTES = 16384;

const cases = Object.keys(NETWORKS).flatMap((name) =>
  (['f32', 'f16'] as const).map((precision) => [name, precision] as const),
);

test.each(cases)(
  '%s in %s asks for no more than default limits at 1280x720, whatever tiles are chosen',
  (name, precision) => {
    const model = NETWORKS[name]!();
    const target: CompileTarget = { precision, software: false, workgroupBytes: WORKGROUP_BYTES };
    const shapes = planNetwork(model, 720, 1280, target).steps.flatMap((step) =>
      step.kind === 'conv' ? [step.shape] : [],
    );
    const most = Math.max(...shapes.map((shape) => tilesFor(shape).length));
    expect(most).toBeGreaterThan(1);
    for (let i = 0; i < most; i++) {
      const tiles = new Map(
        shapes.map((shape) => [familyOf(shape), nameOf(tilesFor(shape).at(i) ?? tilesFor(shape)[0]!)]),
      );
      for (const step of planNetwork(model, 720, 1280, { ...target, tiles }).steps) {
        const { resources, workgroups, code } = kernelOf(step, precision);
        const tensors = resources.flatMap((resource) => (resource.kind === 'tensor' ? [resource.tensor] : []));
        const storage = resources.filter(({ kind }) => kind === 'tensor' || kind === 'parameter');
        expect(storage.length).toBeLessThanOrEqual(LIMITS.storageBuffers);
        for (const { shape, keepF32: exact } of tensors)
          expect(vectorsOf(shape) * (precision === 'f16' && !exact ? 8 : 16)).toBeLessThanOrEqual(LIMITS.bindingBytes);
        for (const count of workgroups) expect(count).toBeLessThanOrEqual(LIMITS.workgroups);
        if (step.kind !== 'conv' || step.tile.kind === 'plain' || step.tile.kind === 'matrix') continue;
        const { tile } = step;
        const threads = tile.kind === 'winograd' ? tile.tilesX * tile.tilesY * 4 : tile.threadsX * tile.threadsY;
        expect(threads).toBeLessThanOrEqual(LIMITS.invocations);
        expect(workgroupMemory(code)).toBeLessThanOrEqual(WORKGROUP_BYTES);
      }
    }
  },
);

/** Bytes of a shader's workgroup variables, their constants worked out. */
function workgroupMemory(code: string): number {
  const constants = new Map([...code.matchAll(/^const (\w+) = ([^;]+);/gm)].map(([, name, value]) => [name, value]));
  // WGSL's may be used before they are declared.
  const inFull = (text: string): string =>
    text.replace(/\w+/g, (word) => (constants.has(word) ? `(${inFull(constants.get(word)!)})` : word));
  return [...code.matchAll(/^var<workgroup> \w+: ([^;]+);/gm)].reduce((sum, [, type]) => {
    const [, of, count] = /^array<(.+), ([^,]+)>$/.exec(type!) ?? [undefined, type!, '1'];
    const vector = /vec4f|vec4<f32>/.test(of!) || (of === 'Vector' && /alias Vector = vec4<f32>/.test(code)) ? 16 : 8;
    return sum + vector * Math.floor(new Function('min', `return ${inFull(count!)};`)(Math.min));
  }, 0);
}
