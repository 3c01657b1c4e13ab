// Builds the bench's page into bench/dist.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Folder of the built page. */
export const BUILT = fileURLToPath(new URL('dist', import.meta.url));

export async function buildBench() {
  await build({
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    base: './',
    logLevel: 'warn',
    build: {
      outDir: BUILT,
      emptyOutDir: true,
      target: 'chrome133',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2000,
    },
  });
  return BUILT;
}
