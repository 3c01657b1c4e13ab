import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig } from 'vite';
import manifest from './manifest.json' with { type: 'json' };
import { notices } from './scripts/build/notices';
import { privateScripts } from './scripts/build/private-scripts';

/** Grants access in the demo and test builds only: headless browsers cannot ask the user. */
const GRANTED = {
  host_permissions: ['http://127.0.0.1/*', 'http://localhost/*'],
  permissions: [...manifest.permissions, ...manifest.optional_permissions],
  optional_permissions: [],
};

export default defineConfig(({ mode }) => {
  const demo = mode === 'demo';
  return {
    define: { __INKREEL_DEBUG__: JSON.stringify(process.env.INKREEL_DEBUG === '1') },
    plugins: [
      notices(),
      crx({ manifest: { ...manifest, ...(demo && GRANTED) } as ManifestV3Export }),
      privateScripts(),
    ],
    build: {
      outDir: demo ? 'dist-demo' : 'dist',
      target: 'chrome133',
      // Keep weights as files: never inline them into scripts.
      assetsInlineLimit: 0,
      rollupOptions: {
        input: {
          offscreen: 'src/offscreen/index.html',
          overlay: 'src/overlay-document/index.html',
          window: 'src/pages/capture-window/index.html',
          welcome: 'src/pages/welcome/index.html',
        },
      },
    },
  };
});
