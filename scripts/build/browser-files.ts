import { existsSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Takes NAME.firefox.ts in place of NAME.ts where there is one, so that each build holds the code of its own browser only. */
export function browserFiles(browser: 'chrome' | 'firefox'): Plugin {
  return {
    name: 'browser-files',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (browser === 'chrome' || !importer || !source.startsWith('.')) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      const own = resolved?.id.replace(/\.ts$/, '.firefox.ts');
      return own && own !== resolved?.id && existsSync(own) ? own : null;
    },
  };
}
