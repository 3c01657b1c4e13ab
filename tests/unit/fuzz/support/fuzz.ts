/** Runs a check on many random inputs: a few hundred with the other tests, as many as asked for by `npm run fuzz`. */
import { test } from 'vitest';
import { ModelError } from '../../../../src/engine/errors';
import fc from '../../../support/property';

/** Cases that `npm run fuzz` asks for. */
const ASKED = Number(process.env.INKREEL_FUZZ_CASES ?? 0);
/** Cases beside the other tests. */
const FEW = 300;
/** Characters of an input, and of an error, that are shown. */
const MOST_SHOWN = 1500;
/** Longest time of the processor in ms that one input may take. Waiting for the processor does not count. */
const LONGEST_MS = 3000;

/** Time of the processor that this process has used, in ms. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * @param check throws for a wrong answer; returns whether the input was accepted
 * @param least smallest mean share of accepted inputs: with fewer, most would not get past the first check
 */
export function fuzz<T>(name: string, inputs: fc.Arbitrary<T>, least: number, check: (input: T) => boolean): void {
  const numRuns = ASKED || FEW;
  test(name, { timeout: ASKED ? 0 : 60_000 }, () => {
    let [cases, accepted, slowest] = [0, 0, 0];
    const begun = performance.now();
    const result = fc.check(
      fc.property(inputs, (input) => {
        const start = processorTime();
        if (check(input)) accepted++;
        const took = processorTime() - start;
        cases++;
        slowest = Math.max(slowest, took);
        if (took > LONGEST_MS) throw new Error(`One input took ${Math.round(took)} ms.`);
      }),
      { numRuns, endOnFailure: ASKED > 0 },
    );
    if (result.failed) {
      const fault = faultOf(name, result);
      // Vitest prints errors at the end of the run only.
      if (ASKED > 0) process.stderr.write(`After ${cases} cases, ${fault.message}\n`);
      throw fault;
    }
    if (accepted < (cases * least) / 2) throw new Error(`Only ${accepted} of ${cases} inputs were accepted.`);
    if (ASKED === 0) return;
    const share = Math.round((100 * accepted) / cases);
    const seconds = Math.round((performance.now() - begun) / 1000);
    process.stdout.write(
      `${name}: ${cases} cases in ${seconds} s, ${share} % accepted, slowest ${slowest.toFixed(1)} ms, seed ${process.env.INKREEL_SEED}\n`,
    );
  });
}

type FailedRun = Pick<fc.RunDetailsFailureProperty<unknown>, 'errorInstance' | 'counterexample' | 'seed'> & {
  counterexamplePath: string | null;
};

/** Tells the fault and how to repeat it. An input may be a file of many lines, of which only the first are shown. */
function faultOf(name: string, { errorInstance, counterexample, seed, counterexamplePath }: FailedRun): Error {
  const input = fc.stringify(counterexample).slice(0, MOST_SHOWN);
  const repeat = `seed ${seed}, path ${counterexamplePath}`;
  return new Error(`${name}: ${String(errorInstance).slice(0, MOST_SHOWN)}\n${repeat}\n${input}`);
}

/** Returns what `read` gives; null where it refuses its input with a `ModelError`. Any other error is a fault. */
export function unlessRefused<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

/** A value now and then, mostly null. */
export const seldom = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, value);

/** Values that a hostile file would hold in the place of a number. */
export const hostileNumber = fc.oneof(
  fc.constantFrom(0, -1, 1.5, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 - 1, 1e300, Number.NaN, Infinity),
  fc.nat(4096),
);

/** Places of a file, as shares of its length, at which bytes are replaced; mostly none. */
export const damage = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255)), { maxLength: 4 }),
);

/** Replaces bytes of a file, and cuts it off. */
export function damaged(
  bytes: Uint8Array,
  places: readonly (readonly [number, number])[],
  kept: number,
): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes.subarray(0, Math.ceil(bytes.length * kept)));
  for (const [share, value] of places) if (copy.length > 0) copy[Math.floor(share * copy.length)] = value;
  return copy;
}

/** Share of a file that is kept; mostly all of it. */
export const kept = fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1, noNaN: true }));
