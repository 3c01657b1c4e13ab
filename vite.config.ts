import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig } from 'vite';
import { flavourOf } from './scripts/build/flavour';
import { notices } from './scripts/build/notices';
import { privateScripts } from './scripts/build/private-scripts';

export default defineConfig(({ mode }) => {
  const { browser, extensions, folder, inputs, target, manifest } = flavourOf(mode);
  return {
    resolve: { extensions },
    define: { __INKREEL_DEBUG__: JSON.stringify(process.env.INKREEL_DEBUG === '1') },
    plugins: [notices(), crx({ manifest: manifest as unknown as ManifestV3Export, browser }), privateScripts(manifest)],
    worker: { format: 'es' as const },
    build: {
      outDir: folder,
      target,
      // Keep weights as files: never inline them into scripts.
      assetsInlineLimit: 0,
      rollupOptions: {
        input: inputs,
        // Join small scripts: each file that a page waits for delays its first paint.
        output: {
          advancedChunks: {
            groups: [
              // The host requests its device before its other scripts are read.
              { name: 'device', test: /src\/(offscreen\/gpu\/first-device|engine\/(device|errors))\./ },
              {
                name: 'common',
                test: /src\/(settings\/(?!domain)|words|util|protocol|own-styles\/store)|node_modules\/(valibot|webextension)/,
                minShareCount: 4,
              },
              { name: 'controls', test: /src\/pages\/shared/, minShareCount: 2 },
            ],
          },
        },
      },
    },
  };
});
