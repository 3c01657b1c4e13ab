import { defineConfig } from 'vitest/config';

// One project a kind of test: `unit` is plain Node, `gpu` runs WGSL through Dawn, `browser` drives Chromium with the built
// extension. The last two share two slow cores, so their files run one after the other.
export default defineConfig({
  test: {
    projects: [
      // Simulations and random inputs take seconds, more so beside the other two.
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'gpu',
          include: ['tests/gpu/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          // A gate that stands on real time, real browsers and two busy cores gets a second look at what failed.
          retry: process.env.CI ? 2 : 0,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
