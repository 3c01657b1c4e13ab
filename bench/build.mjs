// Builds the bench's page into bench/dist.
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Folder of the built page. */
const BUILT = fileURLToPath(new URL('dist', import.meta.url));

/** @throws Error where the peers are not installed */
export async function buildBench() {
  try {
    import.meta.resolve('onnxruntime-web');
  } catch {
    throw new Error('The peers of the bench are not installed: run `npm ci --prefix bench` first.');
  }
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
  // LiteRT loads its WebAssembly from a folder.
  await cp(new URL('node_modules/@litertjs/core/wasm', import.meta.url), `${BUILT}/litert`, { recursive: true });
  return BUILT;
}
