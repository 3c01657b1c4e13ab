import { describe, expect, it } from 'vitest';
import { type MeasuredTrainer, measureStep } from '../../../../src/engine/learning/measure-step';
import { cropsAt, learningRateAt, type TrainingSchedule } from '../../../../src/engine/learning/schedule';
import { type LearningListener, LearningSession } from '../../../../src/engine/learning/session';
import type { TrainerState } from '../../../../src/engine/learning/trainer';

const SHAPE = { images: 4, size: 16, side: 24 };
const PHOTOS = 3;
const SCHEDULE: TrainingSchedule = { steps: 60, learningRate: 2e-3, seed: 7 };
const EMPTY = new Float32Array();

/** A trainer on a GPU that takes `msPerCost` for a unit of cost. Notes its slices and its learning rates. */
class FakeTrainer implements MeasuredTrainer {
  steps = 0;
  readonly costs = [1, 1, 20, 1, 5, 5, 2, 40, 1, 1, 1, 8];
  readonly length = this.costs.length;
  readonly unlearnedLength = this.length - 2;
  readonly slices: { first: number; end: number; ms: number }[] = [];
  readonly rates: number[] = [];
  #next = 0;
  #pendingMs = 0;

  readonly #clock: { ms: number };
  readonly #msPerCost: () => number;

  constructor(clock: { ms: number }, msPerCost: () => number) {
    this.#clock = clock;
    this.#msPerCost = msPerCost;
  }

  begin(crops: readonly unknown[], learningRate: number): void {
    expect(crops).toHaveLength(SHAPE.images);
    this.rates.push(learningRate);
    this.#next = 0;
  }

  submit(first: number, end: number): void {
    expect(first).toBe(this.#next);
    this.#next = end;
    const cost = this.costs.slice(first, end).reduce((sum, each) => sum + each, 0);
    this.#pendingMs = cost * this.#msPerCost();
    this.slices.push({ first, end, ms: this.#pendingMs });
    if (end === this.length) this.steps++;
  }

  async done(): Promise<void> {
    this.#clock.ms += this.#pendingMs;
  }

  async losses() {
    return { style: 1 / (1 + this.steps), content: 0, tone: 0, variation: 0, steadiness: 0 };
  }

  async state(): Promise<TrainerState> {
    return { step: this.steps, values: EMPTY, means: EMPTY, squares: EMPTY, averages: EMPTY };
  }
}

/** A session on a fake GPU whose turns allow `turnMs`. @param onTurn is called before each turn */
function started(
  { turnMs, msPerCost = 0.1, onTurn = () => {} }: { turnMs: number; msPerCost?: number; onTurn?: () => void },
  listener: LearningListener = {},
) {
  const clock = { ms: 0 };
  const trainer = new FakeTrainer(clock, () => msPerCost);
  const turns = {
    next: async () => {
      onTurn();
      return turnMs;
    },
  };
  const session = new LearningSession(trainer, SCHEDULE, SHAPE, PHOTOS, turns, listener, () => clock.ms);
  return { clock, trainer, session };
}

describe('a learning session', () => {
  it.each([0.5, 1, 2, 100])(
    'slices of a step take no longer than their turn of %f ms, or one dispatch',
    async (turnMs) => {
      const { trainer, session } = started({ turnMs });
      expect(await session.run()).toBe('finished');
      expect(trainer.steps).toBe(SCHEDULE.steps);
      for (const { first, end, ms } of trainer.slices)
        if (end - first > 1) expect(ms).toBeLessThanOrEqual(turnMs * 1.001);
      // The first slices are short, because their time is not measured yet; later ones fill their turn.
      expect(trainer.slices[0]!.end).toBe(1);
      if (turnMs === 100) expect(trainer.slices.slice(3).every(({ first, end }) => end - first === 12)).toBe(true);
    },
  );

  it('tells progress every ten steps and saves every 25, and at the end', async () => {
    const told: number[] = [];
    const saved: number[] = [];
    const { clock, session } = started(
      { turnMs: 3 },
      {
        progress: ({ step, steps, losses, secondsLeft }) => {
          told.push(step);
          expect(steps).toBe(SCHEDULE.steps);
          expect(losses.style).toBe(1 / (1 + step));
          const expected = ((clock.ms / step) * (steps - step)) / 1000;
          expect(secondsLeft).toBeCloseTo(expected, 1);
        },
        checkpoint: ({ step }) => {
          saved.push(step);
        },
      },
    );
    await session.run();
    expect(told).toEqual([10, 20, 30, 40, 50, 60]);
    expect(saved).toEqual([25, 50, 60]);
  });

  it('submits nothing while it is paused, and goes on where it was', async () => {
    let turns = 0;
    const { trainer, session } = started({
      turnMs: 1,
      onTurn: () => {
        if (++turns === 9) session.pause();
      },
    });
    const end = session.run();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = trainer.slices.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(trainer.slices.length).toBe(before);
    expect(trainer.steps).toBeLessThan(SCHEDULE.steps);
    session.resume();
    expect(await end).toBe('finished');
    expect(trainer.steps).toBe(SCHEDULE.steps);
  });

  it('ends when it is cancelled, paused or not', async () => {
    const { trainer, session } = started({ turnMs: 1, onTurn: () => session.pause() });
    const end = session.run();
    await new Promise((resolve) => setTimeout(resolve, 10));
    session.cancel();
    expect(await end).toBe('cancelled');
    expect(trainer.slices).toEqual([]);
  });

  it('goes on from the step at which the trainer is', async () => {
    const { trainer, session } = started({ turnMs: 3 });
    trainer.steps = 50;
    await session.run();
    expect(trainer.rates).toEqual(Array.from({ length: 10 }, (_, i) => learningRateAt(SCHEDULE, 50 + i)));
  });
});

describe('a schedule', () => {
  it('the learning rate rises, stays and falls', () => {
    const rates = Array.from({ length: 60 }, (_, step) => learningRateAt(SCHEDULE, step));
    expect(rates[0]).toBeCloseTo(2e-3 / 15, 8);
    expect(rates.slice(14, 24).every((rate) => rate === 2e-3)).toBe(true);
    for (let i = 25; i < 60; i++) expect(rates[i]!).toBeLessThan(rates[i - 1]!);
    expect(rates[59]).toBeGreaterThan(0);
  });

  it('crops lie within their photos, are the same for one step and differ between steps', () => {
    const seen = new Set<string>();
    for (let step = 0; step < 100; step++) {
      const crops = cropsAt(SCHEDULE, step, SHAPE, PHOTOS);
      expect(crops).toEqual(cropsAt(SCHEDULE, step, SHAPE, PHOTOS));
      for (const { photo, top, left, noise, seed } of crops) {
        for (const [value, most] of [
          [photo, PHOTOS - 1],
          [top, 8],
          [left, 8],
          [seed, 2 ** 32 - 1],
        ] as const) {
          expect(Number.isInteger(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(most);
        }
        expect(noise).toBeGreaterThanOrEqual(0);
        expect(noise).toBeLessThan(5 / 255);
      }
      seen.add(JSON.stringify(crops));
    }
    expect(seen.size).toBe(100);
    const all = Array.from({ length: 100 }, (_, step) => cropsAt(SCHEDULE, step, SHAPE, PHOTOS)).flat();
    for (let photo = 0; photo < PHOTOS; photo++) expect(all.some((crop) => crop.photo === photo)).toBe(true);
    for (const edge of [0, 8]) expect(all.some(({ top, left }) => top === edge || left === edge)).toBe(true);
    expect(new Set(all.map(({ isFlipped }) => isFlipped)).size).toBe(2);
  });
});

describe('pairs of crops', () => {
  const steps = (from: number, end: number) =>
    Array.from({ length: end - from }, (_, i) => cropsAt(SCHEDULE, from + i, SHAPE, PHOTOS));

  it('in the first half of a schedule no crop is moved, in the second every other one', () => {
    expect(
      steps(0, 30)
        .flat()
        .some(({ isMoved }) => isMoved),
    ).toBe(false);
    for (const crops of steps(30, 60)) expect(crops.map(({ isMoved }) => isMoved)).toEqual([false, true, false, true]);
  });

  it('a moved crop shows the photo of the crop before it from near by, with other noise', () => {
    const shifts = new Set<number>();
    for (const [first, second] of steps(30, 60).flatMap((crops) => [crops.slice(0, 2), crops.slice(2)])) {
      expect(second).toMatchObject({ photo: first!.photo, isFlipped: first!.isFlipped });
      expect(second!.seed).not.toBe(first!.seed);
      for (const side of ['top', 'left'] as const) {
        expect(Math.abs(second![side] - first![side])).toBeLessThanOrEqual(8);
        expect(second![side]).toBeGreaterThanOrEqual(0);
        expect(second![side]).toBeLessThanOrEqual(8);
        shifts.add(second![side] - first![side]);
      }
    }
    expect(Math.min(...shifts)).toBeLessThan(-4);
    expect(Math.max(...shifts)).toBeGreaterThan(4);
  });
});

describe('measuring a step', () => {
  const crops = cropsAt(SCHEDULE, 0, SHAPE, PHOTOS);
  const measured = (msPerCost: number, mostMs?: number) => {
    const clock = { ms: 0 };
    const trainer = new FakeTrainer(clock, () => msPerCost);
    const turns = {
      next: async () => {
        clock.ms += 50;
        return 3;
      },
    };
    return { trainer, ms: measureStep(trainer, crops, turns, mostMs, () => clock.ms) };
  };

  it('tells the milliseconds of a whole step without those of other work, and runs all but the end', async () => {
    const { trainer, ms } = measured(0.1);
    // All dispatches but the last two cost 77 of 86.
    expect(await ms).toBeCloseTo(8.6, 5);
    expect(trainer.slices.at(-1)!.end).toBe(trainer.length - 2);
    expect(trainer.rates).toEqual([0]);
    expect(trainer.steps).toBe(0);
  });

  it('breaks off where a step is too slow', async () => {
    const { trainer, ms } = measured(10, 100);
    expect(await ms).toBeGreaterThan(100);
    expect(trainer.slices.at(-1)!.end).toBeLessThan(trainer.length - 2);
  });
});
