import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';

// Seeds the random inputs of property tests, in all workers alike; INKREEL_SEED repeats a run.
process.env.INKREEL_SEED ??= String(randomInt(2 ** 31));

// One project for each kind of test: `unit` is plain Node, `gpu` runs WGSL through Dawn, `browser` and `firefox` drive browsers
// with the built extension. Files of `gpu` run one after the other: each keeps all cores busy. Three files of `browser` run at
// once, because they wait much. Where all projects run in one process, they do so one after the other.
export default defineConfig({
  test: {
    reporters: ['default', './tests/support/summary-reporter.ts'],
    projects: [
      // Simulations and random inputs take seconds, and minutes where browsers leave them a tenth of a core.
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          setupFiles: ['tests/support/english.ts'],
          testTimeout: 180_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'gpu',
          include: ['tests/gpu/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          // Real time, real browsers and two busy cores: CI repeats what failed. The end of the run names it.
          retry: process.env.CI ? 2 : 0,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // Three workers, each with one browser for its files: tests/support/shared-browser.ts. A third of a worker's time is
          // waiting, so that two leave two cores idle now and then.
          isolate: false,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'firefox',
          include: ['tests/firefox/**/*.test.ts'],
          retry: process.env.CI ? 2 : 0,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
