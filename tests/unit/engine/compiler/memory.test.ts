import { expect, test } from 'vitest';
import { NETWORKS } from '../../../../bench/ours/networks';
import { kernelOf } from '../../../../src/engine/codegen/kernels';
import { planNetwork } from '../../../../src/engine/compiler/fusion';
import type { Step } from '../../../../src/engine/compiler/step';
import { memoryPlanOf } from '../../../../src/engine/runtime/kernel-memory';

const MIB = 2 ** 20;

/** GPU bytes of a network from an RGBA frame to its picture, weights included: what the bench prints. */
function gpuBytes(name: string, precision: 'f32' | 'f16'): number {
  const model = NETWORKS[name]!();
  const { steps, output } = planNetwork(model, 720, 1280, { precision, software: false, workgroupBytes: 32768 });
  const picture: Step = {
    kind: 'map',
    label: 'picture',
    input: output,
    output: { id: 1e6, shape: output.shape, keepF32: true },
  };
  const kernels = [...steps, picture].map((step) => kernelOf(step, precision));
  const arena = memoryPlanOf(kernels, precision).sizes.reduce((sum, size) => sum + size, 0);
  const parameters = new Map(
    kernels.flatMap(({ resources }) =>
      resources.flatMap((resource) =>
        resource.kind === 'parameter' ? [[resource.parameter.key, resource.parameter]] : [],
      ),
    ),
  );
  const weights = [...parameters.values()].reduce(
    (sum, { build, keepF32: exact }) => sum + build().length * (precision === 'f16' && !exact ? 2 : 4),
    0,
  );
  return arena + weights + 720 * 1280 * 4;
}

test.each([
  ['S', 'f32', 48],
  ['S', 'f16', 48],
  ['S-instance', 'f32', 48],
  ['S-instance', 'f16', 48],
  ['johnson', 'f32', 450],
  ['johnson', 'f16', 450],
] as const)('%s in %s takes at most %i MiB of GPU memory at 1280x720', (name, precision, most) => {
  expect(gpuBytes(name, precision) / MIB).toBeLessThanOrEqual(most);
});

test('what lasts from frame to frame lies in memory of its own', () => {
  const target = { precision: 'f32', software: false, workgroupBytes: 32768 } as const;
  const { steps } = planNetwork(NETWORKS['S-instance']!(), 720, 1280, target, { followed: true });
  const { slots: places } = memoryPlanOf(
    steps.map((step) => kernelOf(step, 'f32')),
    'f32',
  );
  const lasting = steps.flatMap((step) => (step.kind === 'normalise' && step.followed ? [step.followed.id] : []));
  expect(lasting).toHaveLength(steps.filter(({ kind }) => kind === 'normalise').length);
  for (const id of lasting) {
    const { buffer, offset, bytes } = places.get(id)!;
    const others = [...places].filter(([other, place]) => other !== id && place.buffer === buffer);
    for (const [, place] of others)
      expect(place.offset >= offset + bytes || place.offset + place.bytes <= offset).toBe(true);
  }
});
