/** Learns the style of one picture as the extension does, and draws photographs in it. Runs in the bench's page. */
import { type EngineDevice, GpuWeights, type Model, readModel, writeModel } from '../../src/engine';
import { cropsAt, LearningSession, measureStep, type Trainer } from '../../src/engine/learning';
import { UNHURRIED } from '../../src/engine/runtime/slices';
import { drawOnce } from '../../src/offscreen/drawing/draw-once';
import { type OpenedTrainer, openTrainer, SCHEDULE, weightsOf } from '../../src/offscreen/learning/opened-trainer';
import { base64Of, bytesOfBase64 } from '../../src/util/base64';
import composition from '../../weights/composition-s.safetensors?url';
import scream from '../../weights/scream-s.safetensors?url';
import starryNight from '../../weights/starry-night-s.safetensors?url';
import tahiti from '../../weights/tahiti-s.safetensors?url';
import type { LearnedPicture, LearnPictureRequest } from '../rows';

const modelAt = async (url: string): Promise<Model> => readModel(await (await fetch(url)).arrayBuffer());

/** Draws a photograph in a style. @returns a PNG in base64 */
async function drawn(engine: EngineDevice, model: Model, photo: Blob): Promise<string> {
  const image = await createImageBitmap(photo);
  const { width, height } = image;
  const weights = await GpuWeights.create(engine, model);
  try {
    const read = () => ({ frame: { kind: 'image', width, height, image } as const, shown: { strength: 1 } });
    const canvas = await drawOnce(engine, weights, height, { width, height }, read, { width, height });
    return await base64Of(await canvas!.convertToBlob({ type: 'image/png' }));
  } finally {
    weights.destroy();
    image.close();
  }
}

/** Steps whose crops a model is judged by. */
const JUDGED = 8;

/** Means of the losses of a model on crops of another seed. It begins the trainer anew. */
async function judge(
  trainer: Trainer,
  model: Model,
  { shape, photos }: OpenedTrainer,
): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  trainer.startFrom(model);
  for (let step = 0; step < JUDGED; step++) {
    // Long before the steps that have pairs of crops.
    const crops = cropsAt({ ...SCHEDULE, seed: 99, steps: 10 * JUDGED }, step, shape, photos);
    await measureStep(trainer, crops, UNHURRIED);
    for (const [name, value] of Object.entries(await trainer.losses())) sums[name] = (sums[name] ?? 0) + value / JUDGED;
  }
  return sums;
}

/** @throws EngineError where the device refuses the work */
export async function learnPicture(
  engine: EngineDevice,
  { picture, stills, steps, strength, stroke, weights }: LearnPictureRequest,
): Promise<LearnedPicture> {
  const [blob, ...photographs] = [picture, ...stills].map((text) => new Blob([bytesOfBase64(text)]));
  const task = { id: 'bench', name: 'bench', picture: blob!, strength, stroke, colours: 'picture' } as const;
  const paintings = await Promise.all([starryNight, scream, composition, tahiti].map(modelAt));
  const start = performance.now();
  const wanted = { ...weightsOf(task), ...weights };
  const opened = await openTrainer(engine, task, paintings, undefined, UNHURRIED, () => true, wanted);
  const { trainer, shape, photos, stepMs } = opened!;
  try {
    const openedMs = performance.now() - start;
    const first = await trainer.model();
    const losses: LearnedPicture['losses'][number][] = [];
    const session = new LearningSession(trainer, { ...SCHEDULE, steps }, shape, photos, UNHURRIED, {
      progress: (now) => {
        losses.push({ step: now.step, ms: performance.now() - start, ...now.losses });
      },
    });
    await session.run();
    const learnedMs = performance.now() - start;
    const model = await trainer.model();
    const nearest = paintings.find(({ tensors }) =>
      [...tensors].every(([name, { data }]) => first.tensors.get(name)?.data.every((value, i) => value === data[i])),
    );
    const judged = [await judge(trainer, first, opened!), await judge(trainer, model, opened!)] as const;
    const before = [];
    const after = [];
    for (const photograph of photographs) {
      before.push(await drawn(engine, first, photograph));
      after.push(await drawn(engine, model, photograph));
    }
    return {
      ...{ shape, stepMs: stepMs!, openedMs, learnedMs, losses, judged, before, after },
      start: nearest?.style?.id ?? '',
      file: await base64Of(new Blob([writeModel(model)])),
    };
  } finally {
    trainer.destroy();
  }
}
