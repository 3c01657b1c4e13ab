import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { targetOf } from '../../../src/engine/compiler/tile-selection';
import { openDevice, uncaptured } from '../support/device';
import { readGoldens } from '../support/fixtures';
import { picture } from '../support/goldens';
import { pictureDifference, relativeError, runModel } from '../support/run';

/** Largest relative error of a layer against PyTorch in double precision. */
const LAYER_LIMIT = 2e-3;

/** Largest difference of a network's picture, in 1/255. */
const PICTURE_LIMIT = 2;

/** One layer of each kind: lavapipe takes a second or more to compile each. */
const LAYERS = [
  'conv 1x1 zero',
  'conv 3x3 reflect',
  'conv 9x9 reflect',
  'conv 3x3 stride 2 reflect',
  'instanceNorm of a conv, affine True',
  'batchNorm folded',
  'leakyRelu',
  'tanh',
  'sigmoid by itself',
  'add',
  'upsampleNearest and conv reflect',
  'pixelShuffle 2 of 12',
  'pixelUnshuffle 2 of 12',
];
/** Networks that lavapipe compiles in half a minute; `npm run bench -- --goldens` runs every one. */
const NETWORKS = ['S batch', '9-9-6', 'johnson'];
const TILES = ['conv 3x3 reflect', 'upsampleNearest and conv zero', 'instanceNorm of a conv, affine True'];

const engine = await openDevice('f16', 'lavapipe').catch(() => undefined);
const hasHalf = engine?.precision === 'f16';
const goldens = new Map(readGoldens().map((golden) => [golden.name, golden]));

describe('f16 against PyTorch', () => {
  beforeEach(({ skip }) =>
    skip(!hasHalf, 'no adapter here has shader-f16 (Mesa 25, in the backports of Debian 12, has it in lavapipe)'),
  );
  afterAll(() => {
    engine?.device.destroy();
    expect(uncaptured).toEqual([]);
  });

  async function run(name: string, software: boolean) {
    const { model, height, width, expected } = goldens.get(name)!;
    const target = { ...targetOf(engine!), software };
    return { actual: await runModel(engine!, model, height, width, picture(height, width), target), expected };
  }

  it.each(LAYERS)('%s', async (name) => {
    const { actual, expected } = await run(name, true);
    expect(relativeError(actual, expected)).toBeLessThan(LAYER_LIMIT);
  });

  it.each(NETWORKS)('the network %s', async (name) => {
    const { actual, expected } = await run(name, true);
    expect(pictureDifference(actual, expected)).toBeLessThanOrEqual(PICTURE_LIMIT);
  });

  it.each(TILES)('%s, by the tile of real GPUs', async (name) => {
    const { actual, expected } = await run(name, false);
    expect(relativeError(actual, expected)).toBeLessThan(LAYER_LIMIT);
  });
});
