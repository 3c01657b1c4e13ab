import { type Precision, requestEngineDevice } from '../src/engine';
import { targetOf } from '../src/engine/choice';
import { type Golden, networkGoldens, picture } from '../tests/gpu/goldens';
import { pictureDifference, runModel } from '../tests/gpu/run';

/** Runs in the browser: holds whole networks against what PyTorch makes of them, by the tiles that real GPUs get. */

export interface GoldenRow {
  readonly golden: string;
  readonly precision: Precision;
  /** Largest difference from PyTorch in double precision, in 1/255, as `pictureDifference` has it. */
  readonly difference: number;
}

const FIXTURES = import.meta.glob<string>('../tests/gpu/fixtures/*', { query: '?url', import: 'default', eager: true });

let goldens: Promise<Golden[]> | undefined;

function loadGoldens(): Promise<Golden[]> {
  goldens ??= networkGoldens(async (file) => (await fetch(FIXTURES[`../tests/gpu/fixtures/${file}`]!)).arrayBuffer());
  return goldens;
}

/** Names of all goldens. */
export async function goldenNames(): Promise<string[]> {
  return (await loadGoldens()).map(({ name }) => name);
}

/** Runs one golden. @throws Error where the adapter lacks the precision or refuses the network. */
export async function runGolden(name: string, precision: Precision): Promise<GoldenRow> {
  const { model, height, width, expected } = (await loadGoldens()).find((golden) => golden.name === name)!;
  const engine = await requestEngineDevice(navigator.gpu, { precision });
  try {
    if (engine.precision !== precision) throw new Error(`the adapter has no ${precision}`);
    const target = { ...targetOf(engine), software: false };
    const actual = await runModel(engine, model, height, width, picture(height, width), target);
    return { golden: name, precision, difference: pictureDifference(actual, expected) };
  } finally {
    engine.device.destroy();
  }
}
