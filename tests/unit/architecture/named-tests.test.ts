/** The documents on security and faults name tests that exist. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);

test.each(['SECURITY.md', 'docs/faults.md'])('every test that %s names is there', (page) => {
  const named = readFileSync(new URL(page, root), 'utf8').match(/tests\/[\w./-]+\.test\.ts/g) ?? [];
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
