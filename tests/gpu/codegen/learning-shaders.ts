import { readFileSync } from 'node:fs';
import type { CompileTarget } from '../../../src/engine/compiler/tile-selection';
import { externalValues, stored } from '../../../src/engine/learning/layers/external-values';
import { gram } from '../../../src/engine/learning/layers/gram';
import { PackedParameters } from '../../../src/engine/learning/layers/parameters';
import { recordLayers } from '../../../src/engine/learning/layers/record';
import { type LearningKernel, Tape } from '../../../src/engine/learning/layers/tape';
import { type PerceptualNetwork, vgg19 } from '../../../src/engine/learning/perceptual';
import { learningProgram } from '../../../src/engine/learning/program';
import { readModel } from '../../../src/engine/model/model';
import { readSafetensors } from '../../../src/engine/model/safetensors';

/** Steps of learning in the sizes that choose the most different tiles: src/offscreen/learning/opened-trainer.ts has all of them. */
const STEPS = [
  { images: 4, size: 256, side: 256 },
  { images: 2, size: 48, side: 256 },
];
/** Size of a picture that a style is learned from. */
const PICTURE = { channels: 3, height: 96, width: 128 };
const TARGETS: CompileTarget[] = [false, true].map((software) => ({
  precision: 'f32',
  software,
  workgroupBytes: 16384,
}));

const fileOf = (path: string): ArrayBuffer =>
  new Uint8Array(readFileSync(new URL(`../../../weights/${path}`, import.meta.url))).buffer;

/** The kernels that compute what is to be learned from a picture. */
function gramKernels(target: CompileTarget, { nodes, tensors, style }: PerceptualNetwork): readonly LearningKernel[] {
  const tape = new Tape(target);
  const image = externalValues(tape, 'picture', 1, PICTURE);
  const features = recordLayers(tape, nodes, { tensors, parameters: new PackedParameters(false) }, 'image', image);
  for (const layer of style) stored(tape, gram(tape, `${layer} gram`, features.get(layer)!), layer);
  return tape.finish().forward;
}

/** Writes every shader with which a network of the shipped paintings learns: the code, and a name for messages. */
export function learningShaders(): [code: string, name: string][] {
  const model = readModel(fileOf('starry-night-s.safetensors'));
  const perceptual = vgg19(readSafetensors(fileOf('learning/vgg19.safetensors')).tensors);
  return TARGETS.flatMap((target) => [
    ...STEPS.flatMap((shape) => learningProgram(target, model, perceptual, shape).kernels),
    ...gramKernels(target, perceptual),
  ]).map(({ code, label }) => [code, `learning ${label}`]);
}
