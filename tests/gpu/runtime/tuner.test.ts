import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EngineDevice } from '../../../src/engine';
import { planNetwork } from '../../../src/engine/compiler/fusion';
import { nameOf, targetOf, tilesFor } from '../../../src/engine/compiler/tile-selection';
import { GpuWeights } from '../../../src/engine/runtime/gpu-weights';
import type { Measure } from '../../../src/engine/runtime/tile-clock';
import { identityOf, Tuner, type TuningRecord, type TuningStore } from '../../../src/engine/runtime/tuner';
import { openDefaultDevice, openDevice, uncaptured } from '../support/device';
import { readGoldens } from '../support/fixtures';
import type { Golden } from '../support/goldens';

/** A store that lives as long as the test, and lists the saved records in order. */
class MemoryStore implements TuningStore {
  readonly records = new Map<string, TuningRecord>();
  readonly saved: TuningRecord[] = [];

  async load(adapter: string): Promise<TuningRecord | undefined> {
    return this.records.get(adapter);
  }

  async save(adapter: string, record: TuningRecord): Promise<void> {
    this.records.set(adapter, record);
    this.saved.push(record);
  }
}

const golden = (name: string): Golden => readGoldens().find((each) => each.name === name)!;
const layer = golden('conv 1x1 reflect');
const tilesOf = (engine: EngineDevice) =>
  planNetwork(layer.model, layer.height, layer.width, targetOf(engine)).steps.flatMap((step) =>
    step.kind === 'conv' ? [{ used: nameOf(step.tile), all: tilesFor(step.shape).map(nameOf) }] : [],
  );

describe('measuring tiles', () => {
  let engine: EngineDevice;
  let weights: GpuWeights;
  beforeAll(async () => {
    engine = await openDefaultDevice();
    weights = await GpuWeights.create(engine, layer.model);
  });
  afterEach(() => engine.tiles.clear());
  afterAll(() => {
    weights.destroy();
    engine.device.destroy();
    expect(uncaptured).toEqual([]);
  });

  /** A fake measurement: the `fast`-th tile is ten times faster than all others. */
  const preferring = (fast: number): Measure => {
    let count = 0;
    return async () => (count++ === fast ? 1 : 10);
  };
  const tune = async (store: TuningStore, measure?: Measure) =>
    (await Tuner.open(engine, store, measure)).tune(weights, layer.height, layer.width);

  it('the fastest tile is used from then on, and right away in the next session', async () => {
    const store = new MemoryStore();
    const [{ used, all }] = tilesOf(engine) as [ReturnType<typeof tilesOf>[number]];
    expect(used).toBe(all[0]);
    expect(await tune(store, preferring(1))).toBe(true);
    expect(tilesOf(engine)[0]!.used).toBe(all[1]);
    engine.tiles.clear();
    await Tuner.open(engine, store);
    expect(tilesOf(engine)[0]!.used).toBe(all[1]);
  });

  it('the usual tile stays where no other is clearly faster', async () => {
    const usual = tilesOf(engine)[0]!.used;
    let count = 0;
    expect(await tune(new MemoryStore(), async () => (count++ === 0 ? 10 : 9.8))).toBe(false);
    expect(tilesOf(engine)[0]!.used).toBe(usual);
  });

  it('what is known is not measured again', async () => {
    const store = new MemoryStore();
    await tune(store, preferring(1));
    const never: Measure = async () => {
      throw new Error('measured again');
    };
    expect(await tune(store, never)).toBe(false);
    expect(store.saved.map(({ measuring }) => measuring)).toEqual([true, false]);
  });

  it('a measurement on the GPU itself finds a tile for every family', async () => {
    const store = new MemoryStore();
    await tune(store);
    const { tiles, measuring } = store.records.get(identityOf(engine))!;
    expect(measuring).toBe(false);
    const convs = tilesOf(engine);
    expect(Object.values(tiles)).toHaveLength(convs.length);
    for (const { used, all } of convs) {
      expect(all.length).toBeGreaterThan(1);
      expect(all).toContain(used);
      expect(Object.values(tiles)).toContain(used);
    }
  });

  it('the store says so while it is measured', async () => {
    const store = new MemoryStore();
    const seen: (boolean | undefined)[] = [];
    await tune(store, async () => {
      seen.push(store.records.get(identityOf(engine))?.measuring);
      return 1;
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen)).toEqual(new Set([true]));
  });

  it('an adapter on which a measurement never ended keeps the usual tiles and is not measured', async () => {
    const store = new MemoryStore();
    const [{ used, all }] = tilesOf(engine) as [ReturnType<typeof tilesOf>[number]];
    await tune(store, preferring(1));
    const { tiles } = store.records.get(identityOf(engine))!;
    store.records.set(identityOf(engine), { measuring: true, tiles });
    engine.tiles.clear();
    expect(await tune(store, preferring(1))).toBe(false);
    expect(tilesOf(engine)[0]!.used).toBe(used);
    expect(all[1]).not.toBe(used);
  });

  it('stopped in the middle, it leaves no trace of a crash', async () => {
    const store = new MemoryStore();
    let stop = async () => {};
    const tuner = await Tuner.open(engine, store, async () => {
      void stop();
      return 1;
    });
    stop = () => tuner.stop();
    await tuner.tune(weights, layer.height, layer.width);
    await tuner.stop();
    expect(store.records.get(identityOf(engine))!.measuring).toBe(false);
  });

  it('a name the store made up changes nothing', async () => {
    const store = new MemoryStore();
    const usual = tilesOf(engine)[0]!.used;
    await tune(store, preferring(1));
    const [family] = Object.keys(store.records.get(identityOf(engine))!.tiles);
    store.records.set(identityOf(engine), { measuring: false, tiles: { [family!]: 'direct 999 1 1 1' } });
    engine.tiles.clear();
    await Tuner.open(engine, store);
    expect(tilesOf(engine)[0]!.used).toBe(usual);
  });
});

it('a GPU played by the CPU is not measured', async () => {
  const engine = await openDevice('f32');
  const weights = await GpuWeights.create(engine, layer.model);
  const store = new MemoryStore();
  const tuner = await Tuner.open(engine, store);
  expect(await tuner.tune(weights, layer.height, layer.width)).toBe(false);
  expect(store.saved).toEqual([]);
  weights.destroy();
  engine.device.destroy();
});
