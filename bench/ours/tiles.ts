import type { EngineDevice } from '../../src/engine';
import { GpuWeights } from '../../src/engine';
import { groupsOf } from '../../src/engine/compiler/expression';
import { planNetwork } from '../../src/engine/compiler/fusion';
import type { ConvStep } from '../../src/engine/compiler/step';
import { type DirectTile, familyOf, nameOf, targetOf, tilesFor } from '../../src/engine/compiler/tile-selection';
import { UNHURRIED } from '../../src/engine/runtime/slices';
import { measuringIn } from '../../src/engine/runtime/tile-clock';
import type { TileRequest, TileTime } from '../rows';
import { NETWORKS } from './networks';

/** Threads, pixels and groups of the tiles to try. */
const THREADS = [
  [32, 4],
  [16, 8],
  [16, 4],
  [8, 8],
  [8, 4],
] as const;
const PIXELS = [1, 2, 4];
const BLOCKS = [1, 2, 3, 4];
/** More sums a thread do not fit its registers. */
const MOST_SUMS = 16;
/** Threads of a grid below which most of a large card is idle. */
const MOST_THREADS = 1 << 20;

/** Whether matrix units can compute a convolution, by which all its tiles are worth a measurement. */
const suitsMatrices = ({ shape }: ConvStep): boolean => tilesFor(shape).some(({ kind }) => kind === 'matrix');

/** Every tile of a convolution's own kind that may suit a small grid, and those that the engine would choose from. */
function variantsOf(step: ConvStep): ConvStep['tile'][] {
  const { shape, tile } = step;
  const usual = tilesFor(shape);
  if ((tile.kind !== 'direct' && tile.kind !== 'phases') || suitsMatrices(step)) return usual;
  const groups = groupsOf(shape.output.channels);
  const { kind } = tile;
  const all = THREADS.flatMap(([threadsX, threadsY]) =>
    PIXELS.flatMap((pixels) => BLOCKS.map((block): DirectTile => ({ kind, threadsX, threadsY, pixels, block }))),
  );
  const sums = (pixels: number, block: number) => pixels * block * (kind === 'phases' ? 4 : 1);
  const fitting = all.filter(({ pixels, block }) => groups % block === 0 && sums(pixels, block) <= MOST_SUMS);
  const same = usual.filter((each) => each.kind === kind);
  return [...new Map([...same, ...fitting].map((each) => [nameOf(each), each])).values()];
}

/** Measures every tile of the convolutions whose pictures are small or which suit matrix units, each family once. */
export async function measureTiles(engine: EngineDevice, { network, width, height }: TileRequest): Promise<TileTime[]> {
  const weights = await GpuWeights.create(engine, NETWORKS[network]!());
  const { steps } = planNetwork(weights.model, height, width, targetOf(engine));
  const convs = steps.filter((step) => step.kind === 'conv');
  const families = new Map(convs.map((step) => [familyOf(step.shape), step]));
  const measure = measuringIn(UNHURRIED);
  const times: TileTime[] = [];
  for (const [family, step] of families) {
    const { output } = step.shape;
    if (output.width * output.height * output.channels > MOST_THREADS && !suitsMatrices(step)) continue;
    const count = convs.filter((each) => familyOf(each.shape) === family).length;
    for (const tile of variantsOf(step)) {
      const usual = nameOf(tile) === nameOf(step.tile);
      const ms = await measure(weights, { ...step, tile }).catch((error) => {
        engine.logError(`Tile ${nameOf(tile)} of ${family} cannot be measured`, error);
        return Number.POSITIVE_INFINITY;
      });
      const us = ms * 1e3;
      times.push({ family, count, tile: nameOf(tile), us, usual });
    }
  }
  weights.destroy();
  return times;
}
