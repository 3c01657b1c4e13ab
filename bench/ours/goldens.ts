import { type Precision, requestEngineDevice } from '../../src/engine';
import { targetOf } from '../../src/engine/compiler/tile-selection';
import { allGoldens, type Golden, isNetwork, picture } from '../../tests/gpu/support/goldens';
import { pictureDifference, relativeError, runModel } from '../../tests/gpu/support/run';

/** Runs in the browser: compares layers and whole networks with PyTorch's results, using the tiles of real GPUs. */

export interface GoldenRow {
  readonly golden: string;
  readonly precision: Precision;
  readonly kind: 'layer' | 'network';
  /**
   * Difference from PyTorch in double precision: `pictureDifference` in 1/255 for a network, `relativeError` for a layer.
   */
  readonly difference: number;
}

const FIXTURES = import.meta.glob<string>('../../tests/gpu/fixtures/*', {
  query: '?url',
  import: 'default',
  eager: true,
});

let goldens: Promise<Golden[]> | undefined;

function loadGoldens(): Promise<Golden[]> {
  goldens ??= allGoldens(async (file) => (await fetch(FIXTURES[`../../tests/gpu/fixtures/${file}`]!)).arrayBuffer());
  return goldens;
}

/** Names of all goldens. */
export async function goldenNames(): Promise<string[]> {
  return (await loadGoldens()).map(({ name }) => name);
}

/** Runs one golden. @throws Error where the adapter lacks the precision or refuses the network. */
export async function runGolden(name: string, precision: Precision): Promise<GoldenRow> {
  const golden = (await loadGoldens()).find((each) => each.name === name)!;
  const { model, height, width, expected } = golden;
  const engine = await requestEngineDevice(navigator.gpu, { precision });
  try {
    if (engine.precision !== precision) throw new Error(`the adapter has no ${precision}`);
    const target = { ...targetOf(engine), software: false };
    const actual = await runModel(engine, model, height, width, picture(height, width), target);
    const row = { golden: name, precision };
    return isNetwork(golden)
      ? { ...row, kind: 'network', difference: pictureDifference(actual, expected) }
      : { ...row, kind: 'layer', difference: relativeError(actual, expected) };
  } finally {
    engine.device.destroy();
  }
}
