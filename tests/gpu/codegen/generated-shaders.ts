import { NETWORKS } from '../../../bench/ours/networks';
import { kernelOf } from '../../../src/engine/codegen/kernels';
import { expand } from '../../../src/engine/codegen/wgsl-preprocessor';
import { planPicture } from '../../../src/engine/compiler/fusion';
import { type CompileTarget, familyOf, nameOf, tilesFor } from '../../../src/engine/compiler/tile-selection';
import type { Precision } from '../../../src/engine/device';
import { FINISHES } from '../../../src/engine/model/model';
import { presentCode } from '../../../src/engine/output/present-pass';
import { temporalKernel, unblendedKernel } from '../../../src/engine/output/temporal-stage';
import { sharesCode } from '../../../src/engine/stylizer-plan';
import { learningShaders } from './learning-shaders';
import { readShader } from './shader-files';

/** A shader that the engine generates, with a name for messages. */
export interface GeneratedShader {
  readonly name: string;
  readonly code: string;
}

const SIZE = { width: 64, height: 48 };

/** Most kinds of tiles that a convolution can choose among. */
const MOST_TILES = 5;

/**
 * Writes every shader of the engine: all kernels of all networks of the bench, with every tile that a GPU may choose, and those
 * of the stages around the network and of learning. Kernels for matrix units, which only Chromium knows, are left out.
 * @param workgroupBytes amounts of workgroup memory that GPUs have
 */
export function generatedShaders(workgroupBytes: readonly number[] = [16384, 32768]): GeneratedShader[] {
  const shaders = new Map<string, string>();
  for (const [network, create] of Object.entries(NETWORKS)) {
    const model = create();
    for (const precision of ['f32', 'f16'] as const)
      for (const target of targetsOf(precision, workgroupBytes)) {
        for (let choice = 0; choice < MOST_TILES; choice++) {
          const { steps, output } = planPicture(model, SIZE.height, SIZE.width, chosen(model, target, choice));
          for (const step of steps)
            shaders.set(kernelOf(step, precision, sharesCode(target)).code, `${network} ${precision} ${step.label}`);
          shaders.set(unblendedKernel(0, output, SIZE, precision).code, `${network} ${precision} unblended`);
          for (const canvas of ['rgba8unorm', undefined] as const) {
            const { code } = temporalKernel(0, output, SIZE, precision, canvas, sharesCode(target));
            shaders.set(code, `${network} ${precision} resolve`);
          }
        }
      }
  }
  for (const [code, name] of learningShaders()) shaders.set(code, name);
  const fixed = [...shaders].map(([code, name]) => ({ name, code }));
  return [...fixed, ...stageShaders()];
}

const targetsOf = (precision: Precision, sizes: readonly number[]): CompileTarget[] => [
  ...sizes.map((workgroupBytes) => ({ precision, software: false, workgroupBytes })),
  { precision, software: true, workgroupBytes: 16384 },
  { precision, software: false, draft: true, workgroupBytes: 16384 },
];

/** The target with the tile of this number measured as the fastest for every family. */
function chosen(model: Parameters<typeof planPicture>[0], target: CompileTarget, choice: number): CompileTarget {
  const { steps } = planPicture(model, SIZE.height, SIZE.width, target);
  const shapes = steps.flatMap((step) => (step.kind === 'conv' ? [step.shape] : []));
  const tiles = shapes.map(
    (shape) => [familyOf(shape), nameOf(tilesFor(shape)[choice] ?? tilesFor(shape)[0]!)] as const,
  );
  return { ...target, tiles: new Map(tiles) };
}

/** Shaders whose code does not depend on a network. */
function stageShaders(): GeneratedShader[] {
  const joined = (...files: string[]) => files.map(readShader).join('\n');
  const planes = (biplanar: boolean) =>
    [readShader('lib/primaries'), expand(readShader('io/planes'), { BIPLANAR: biplanar })].join('\n');
  return [
    { name: 'pyramid', code: joined('temporal/pyramid') },
    { name: 'motion', code: joined('lib/bilinear', 'temporal/motion') },
    ...[undefined, ...FINISHES].map((only) => ({ name: `present ${only ?? 'all'}`, code: presentCode(only) })),
    { name: 'planes I420', code: planes(false) },
    { name: 'planes NV12', code: planes(true) },
    { name: 'primaries', code: joined('lib/primaries', 'io/primaries') },
    { name: 'downscale', code: joined('io/downscale') },
  ];
}
