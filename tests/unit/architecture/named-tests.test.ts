/** Pages name files that exist. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);

test.each(['SECURITY.md', 'docs/faults.md'])('every test that %s names is there', (page) => {
  const named = readFileSync(new URL(page, root), 'utf8').match(/tests\/[\w./-]+\.test\.ts/g) ?? [];
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

test.each(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/behaviour.md', 'training/README.md'])(
  'every file that %s names by its path is there',
  (page) => {
    const text = readFileSync(new URL(page, root), 'utf8');
    const named = text.match(/(?<=`)(src|shaders|tests|scripts|_locales)\/[\w./-]+\.\w+(?=`)/g) ?? [];
    expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  },
);
