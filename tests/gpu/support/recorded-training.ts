import type { EngineDevice } from '../../../src/engine';
import type { TrainingCrop } from '../../../src/engine/learning/crops';
import type { LearningNode } from '../../../src/engine/learning/layers/record';
import { type PerceptualNetwork, vgg19 } from '../../../src/engine/learning/perceptual';
import type { LossWeights } from '../../../src/engine/learning/program';
import { type StylePicture, styleGrams } from '../../../src/engine/learning/style-grams';
import { Trainer, type TrainingTask } from '../../../src/engine/learning/trainer';
import { createModel, type Model } from '../../../src/engine/model/model';
import { readSafetensors, type WeightTensor } from '../../../src/engine/model/safetensors';

/** A whole training of training/fixtures/learning_run.py, with PyTorch's losses. */
export interface RecordedTraining {
  readonly model: Model;
  readonly perceptual: PerceptualNetwork;
  readonly picture: StylePicture;
  readonly task: Omit<TrainingTask, 'grams'>;
  readonly crops: readonly (readonly TrainingCrop[])[];
  /** Learning rate of each step. */
  readonly rates: readonly number[];
  /** Losses of each step: style, content, tone, hue, variation, steadiness. */
  readonly losses: readonly (readonly number[])[];
}

interface About {
  readonly size: number;
  readonly rates: readonly number[];
  readonly weights: LossWeights;
  /** Crops by step and image: photo, top, left, whether it is flipped, whether it is the crop before it, moved. */
  readonly crops: readonly (readonly (readonly [number, number, number, number, number])[])[];
  /** Layers of the perceptual network; VGG-19 without. */
  readonly perceptual?: readonly LearningNode[];
  readonly layers: readonly string[];
}

export function readTraining(file: ArrayBuffer): RecordedTraining {
  const { tensors, metadata } = readSafetensors(file);
  const about = JSON.parse(metadata.training!) as About;
  const photos = tensors.get('photos')!;
  const style = tensors.get('style')!;
  const losses = tensors.get('losses')!;
  const perceptual = about.perceptual
    ? { nodes: about.perceptual, tensors, style: about.layers, content: about.layers.slice(-1) }
    : vgg19(tensors);
  return {
    model: createModel(JSON.parse(metadata['inkreel.graph']!), tensors),
    perceptual,
    picture: {
      height: style.shape[1]!,
      width: style.shape[2]!,
      rgba: rgbaOf({ ...style, shape: [1, ...style.shape] }),
    },
    task: {
      shape: { images: about.crops[0]!.length, size: about.size, side: photos.shape[2]! },
      photos: rgbaOf(photos),
      weights: about.weights,
    },
    crops: about.crops.map((step) =>
      step.map(([photo, top, left, flipped, moved]) => ({
        ...{ photo, top, left, isFlipped: flipped === 1, isMoved: moved === 1 },
        ...{ noise: 0, seed: 0 },
      })),
    ),
    rates: about.rates,
    losses: about.crops.map((_, step) => [...losses.data.subarray(step * 6, step * 6 + 6)]),
  };
}

/** Makes a trainer for a recorded training. */
export async function trainerOf(engine: EngineDevice, recorded: RecordedTraining): Promise<Trainer> {
  const { model, perceptual, picture, task } = recorded;
  const grams = await styleGrams(engine, model, perceptual, picture);
  return Trainer.create(engine, model, perceptual, { ...task, grams });
}

/** RGBA bytes of pictures in [image][channel][y][x], whose values are bytes. */
function rgbaOf({ shape, data }: WeightTensor): Uint8Array<ArrayBuffer> {
  const [images, , height, width] = shape as [number, number, number, number];
  const area = height * width;
  return Uint8Array.from({ length: images * area * 4 }, (_, i) => {
    const pixel = i >> 2;
    const image = Math.floor(pixel / area);
    return i % 4 === 3 ? 255 : data[(image * 3 + (i % 4)) * area + (pixel % area)]!;
  });
}
