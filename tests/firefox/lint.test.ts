/** The linter of Firefox's store on the package for Firefox. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const WEB_EXT = fileURLToPath(new URL('node_modules/web-ext/bin/web-ext.js', import.meta.url));

test('it finds neither an error nor a warning', () => {
  const args = [WEB_EXT, 'lint', '--source-dir', 'dist-firefox-demo', '--output', 'json'];
  const { errors, warnings } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  expect([...errors, ...warnings]).toEqual([]);
});
