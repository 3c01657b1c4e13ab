import { describe, expect, it } from 'vitest';
import { type MeasuredTrainer, measureStep } from '../../../../src/engine/learning/measure-step';
import { cropsAt, learningRateAt, type TrainingSchedule } from '../../../../src/engine/learning/schedule';
import { type LearningListener, LearningSession } from '../../../../src/engine/learning/session';
import type { TrainerState } from '../../../../src/engine/learning/trainer';
import { WRONG_CLOCKS } from '../wrong-clocks';

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
  readonly #answerMs: number | undefined;
  readonly #told: (ms: number) => number;

  /**
   * @param answerMs time of the GPU's answer, whose own clock tells the time of a slice; without, the GPU has no clock
   * @param told what that clock says of the true time
   */
  constructor(
    clock: { ms: number },
    msPerCost: () => number,
    answerMs?: number,
    told: (ms: number) => number = (ms) => ms,
  ) {
    this.#clock = clock;
    this.#msPerCost = msPerCost;
    this.#answerMs = answerMs;
    this.#told = told;
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

  async done(): Promise<number | undefined> {
    this.#clock.ms += this.#pendingMs + (this.#answerMs ?? 0);
    return this.#answerMs === undefined ? undefined : this.#told(this.#pendingMs);
  }

  async losses() {
    return { style: 1 / (1 + this.steps), content: 0, tone: 0, hue: 0, variation: 0, steadiness: 0 };
  }

  async state(): Promise<TrainerState> {
    return { step: this.steps, values: EMPTY, means: EMPTY, squares: EMPTY, averages: EMPTY };
  }
}

/** A session on a fake GPU whose turns allow `turnMs`. @param onTurn is called before each turn */
function started(
  {
    turnMs,
    msPerCost = 0.1,
    answerMs,
    told,
    onTurn = () => {},
  }: {
    turnMs: number;
    msPerCost?: number;
    answerMs?: number;
    told?: (ms: number) => number;
    onTurn?: () => void;
  },
  listener: LearningListener = {},
) {
  const clock = { ms: 0 };
  const trainer = new FakeTrainer(clock, () => msPerCost, answerMs, told);
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
      if (turnMs === 100) expect(trainer.slices.slice(4).every(({ first, end }) => end - first === 12)).toBe(true);
    },
  );

  it('slices fill their turns however long the GPU takes to answer', async () => {
    // A step takes 8.6 ms of the GPU, whose answers take 20 ms each.
    const { trainer, session } = started({ turnMs: 9, answerMs: 20 });
    await session.run();
    expect(trainer.slices.slice(-20).every(({ first, end }) => end - first === trainer.length)).toBe(true);
  });

  it.each(WRONG_CLOCKS)('slices stay bounded where the clock of the GPU %s', async (_, told) => {
    // A step takes 1.7 s of a slow GPU, long enough for the system to reset it; its longest dispatch takes 800 ms.
    const { trainer, session } = started({ turnMs: 6, msPerCost: 20, answerMs: 2, told });
    await session.run();
    for (const { first, end, ms } of trainer.slices) if (end - first > 1) expect(ms).toBeLessThanOrEqual(60);
  });

  it('slices shorter than a tick of a coarse clock grow until they fill their turns', async () => {
    const tenths = (ms: number) => Math.floor(ms * 10) / 10;
    const { trainer, session } = started({ turnMs: 1.6, msPerCost: 0.01, answerMs: 2.5, told: tenths });
    await session.run();
    expect(trainer.slices.slice(-20).every(({ first, end }) => end - first === trainer.length)).toBe(true);
  });

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
