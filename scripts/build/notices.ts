import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const readJson = (...path: string[]) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));

/** Returns name, version, source and licence text of a package that is part of the extension. */
function noticeOf(name: string): string {
  const folder = join(ROOT, 'node_modules', name);
  const { version, license, repository } = readJson('node_modules', name, 'package.json');
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file, but the extension's packages must come with theirs.`);
  const source = String(repository?.url ?? repository).replace(/^git\+|\.git$/g, '');
  return `${name} ${version}, ${license}\nSource: ${source}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}

/** Returns the credit of each style's weights. */
function creditsOfStyles(): string {
  const styles: Record<string, string>[] = readJson('weights', 'styles.json').styles;
  return `Styles\n\n${styles.map(({ name, credit, licence }) => `${name}: ${credit} (${licence})`).join('\n')}\n`;
}

/** Returns the credits of the clip that the welcome page plays. */
const creditsOfClip = (): string => readFileSync(join(ROOT, 'src/pages/welcome/CREDITS.md'), 'utf8').replace(/^# /, '');

/** Returns the credits of what styles are learned with. */
const creditsOfLearning = (): string =>
  readFileSync(join(ROOT, 'weights/learning/CREDITS.md'), 'utf8').replace(/^# Credits/, 'Learning styles');

/** Adds the extension's licence, and the notices of what it contains, to the build. */
export function notices(): Plugin {
  return {
    name: 'notices',
    generateBundle() {
      const parts = [
        ...Object.keys(readJson('package.json').dependencies).sort().map(noticeOf),
        creditsOfStyles(),
        creditsOfClip(),
        creditsOfLearning(),
      ];
      const rule = `\n${'-'.repeat(80)}\n\n`;
      this.emitFile({ type: 'asset', fileName: 'LICENSE.txt', source: readFileSync(join(ROOT, 'LICENSE')) });
      this.emitFile({ type: 'asset', fileName: 'THIRD_PARTY_NOTICES.txt', source: parts.join(rule) });
    },
  };
}
