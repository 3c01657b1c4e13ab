import type { CompileTarget } from '../compiler/tile-selection';
import { ModelError } from '../errors';
import type { Model } from '../model/model';
import { checkPicture, inferShapes } from '../model/shapes';
import { adamKernels } from './adam';
import { recordCrops } from './crops';
import { colourCorrelationLoss } from './layers/colour-correlation';
import { externalValues } from './layers/external-values';
import { gram } from './layers/gram';
import { costOf } from './layers/learning-kernel';
import { MOST_LOSSES, squaredLoss, variationLoss } from './layers/losses';
import { PackedParameters } from './layers/parameters';
import { recordLayers } from './layers/record';
import { steadinessLoss } from './layers/steadiness';
import { type LearningKernel, Tape } from './layers/tape';
import type { PerceptualNetwork } from './perceptual';

/** How much each loss counts; their meaning is that of training/learn/losses.py. */
export interface LossWeights {
  /** Relative distance of the Gram matrices to the style's. */
  readonly style: number;
  /** Relative distance of the features to the photo's. */
  readonly content: number;
  /** 1 - correlation of blurred luma with the photo's. */
  readonly tone: number;
  /** 1 - correlation of both blurred differences of colour with the photo's. */
  readonly hue: number;
  /** Total variation of the picture. */
  readonly variation: number;
  /** Squared difference between the pictures of a crop and of the same crop moved and with other noise. */
  readonly steadiness: number;
}

export type LossName = keyof LossWeights;

/** Inputs of a step. */
export interface StepShape {
  /** Crops of a step. */
  readonly images: number;
  /** Rows and columns of a crop. */
  readonly size: number;
  /** Rows and columns of a photo. */
  readonly side: number;
}

/** The kernels of one step of learning, with what they need. */
export interface Program {
  readonly kernels: readonly LearningKernel[];
  /** Relative time of each kernel, by its arithmetic and its memory traffic. */
  readonly costs: readonly number[];
  readonly learned: PackedParameters;
  readonly fixed: PackedParameters;
  /** Names of the losses, by index. Losses of one name are averaged. */
  readonly losses: readonly LossName[];
}

/** The external buffer of a layer's Gram matrix. */
export const gramName = (layer: string): string => `style ${layer}`;

/**
 * Writes the program of a step: crops, the network on them, the perceptual network on its pictures and on the crops, the losses, all
 * gradients, Adam.
 * @throws ModelError for a network that cannot learn, or not in this size
 */
export function learningProgram(
  target: CompileTarget,
  model: Model,
  perceptual: PerceptualNetwork,
  { images, size, side }: StepShape,
): Program {
  const { graph, tensors } = model;
  if (size % graph.multiple !== 0 || size > side)
    throw new ModelError(`The network learns on multiples of ${graph.multiple} pixels up to ${side}, not on ${size}.`);
  checkPicture(graph, inferShapes(graph, tensors, size, size));
  const tape = new Tape(target);
  const learned = new PackedParameters(true);
  const fixed = new PackedParameters(false);
  const { photo, noisy } = recordCrops(tape, images, size, side);
  const styled = recordLayers(tape, graph.nodes, { tensors, parameters: learned }, graph.input, noisy).get(
    graph.output,
  )!;
  const weights = { tensors: perceptual.tensors, parameters: fixed };
  const features = recordLayers(tape, perceptual.nodes, weights, 'image', styled);
  const wanted = recordLayers(tape, perceptual.nodes, weights, 'image', photo);
  const losses: LossName[] = [];
  const addLoss = (name: LossName): number => losses.push(name) - 1;
  for (const layer of perceptual.style) {
    const matrix = gram(tape, `${layer} gram`, features.get(layer)!);
    const goal = externalValues(tape, gramName(layer), 1, matrix.shape);
    const count = images * matrix.shape.channels ** 2;
    squaredLoss(tape, matrix, goal, { name: `${layer} style`, index: addLoss('style'), isRelative: true, count });
  }
  for (const layer of perceptual.content) {
    const options = { name: `${layer} content`, index: addLoss('content'), isRelative: true };
    squaredLoss(tape, features.get(layer)!, wanted.get(layer)!, options);
  }
  colourCorrelationLoss(tape, styled, photo, 'luma', 'tone', addLoss('tone'));
  for (const difference of ['blueness', 'redness'] as const)
    colourCorrelationLoss(tape, styled, photo, difference, 'hue', addLoss('hue'));
  variationLoss(tape, styled, 'variation', addLoss('variation'));
  if (images > 1) steadinessLoss(tape, styled, 'steadiness', addLoss('steadiness'));
  if (losses.length > MOST_LOSSES)
    throw new ModelError(`There are ${losses.length} losses; at most ${MOST_LOSSES} fit.`);
  const { forward, backward } = tape.finish();
  const kernels = [...forward, ...backward, ...adamKernels(tape, learned)];
  return { kernels, costs: kernels.map(costOf), learned, fixed, losses };
}

/** The weight of every loss in the whole, by index, for the uniform buffer `shares`. */
export function sharesOf(losses: readonly LossName[], weights: LossWeights): Float32Array<ArrayBuffer> {
  const shares = new Float32Array(MOST_LOSSES * 4);
  losses.forEach((name, i) => {
    shares[i * 4] = weights[name] / losses.filter((other) => other === name).length;
  });
  return shares;
}
