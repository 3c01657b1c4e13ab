/** Prints at the end of a run the skipped tests, the tests that needed another try, and the seed of the random inputs. */
import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

const numbered = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const pathOf = (module: TestModule): string => relative(process.cwd(), module.moduleId);

/** Groups skipped tests by file and reason: one line each. */
function skippedLines(tests: readonly TestCase[]): string[] {
  const counts = new Map<string, number>();
  for (const test of tests) {
    const result = test.result();
    const reason = result.state === 'skipped' ? result.note : undefined;
    const key = `${pathOf(test.module)}: ${reason ?? 'no reason given'}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `Skipped: ${numbered(count, 'test')} of ${key}`);
}

/** Names a test that passed after a failure, with that failure's first line. */
function retriedLine(test: TestCase): string {
  const [failure] = test.result().errors ?? [];
  const tries = numbered(test.diagnostic()!.retryCount + 1, 'try').replace('trys', 'tries');
  const reason = failure?.message.split('\n')[0] ?? 'unknown failure';
  return `Passed after ${tries}: ${pathOf(test.module)} > ${test.fullName} (${reason})`;
}

export default class SummaryReporter implements Reporter {
  #isFiltered = false;

  onInit(vitest: Vitest): void {
    // A name filter skips tests on request.
    this.#isFiltered = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = this.#isFiltered ? [] : tests.filter((test) => test.result().state === 'skipped');
    const lines = [
      `Random inputs came from seed ${process.env.INKREEL_SEED}; INKREEL_SEED=${process.env.INKREEL_SEED} repeats them.`,
      ...tests.filter((test) => test.diagnostic()?.flaky).map(retriedLine),
      ...skippedLines(skipped),
    ];
    if (skipped.length > 0 && process.env.INKREEL_SKIP_NOTHING) {
      lines.push('Nothing may be skipped here: the run fails.');
      process.exitCode = 1;
    }
    const text = `${lines.join('\n')}\n`;
    // `npm test` collects the notes of its parts and prints them at its own end.
    if (process.env.INKREEL_TEST_NOTES) appendFileSync(process.env.INKREEL_TEST_NOTES, text);
    else process.stdout.write(text);
  }
}
