import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig, type Plugin } from 'vite';
import manifest from './manifest.json' with { type: 'json' };

/** Grants access in the demo and test builds only: headless browsers cannot ask the user. */
const GRANTED = {
  host_permissions: ['http://127.0.0.1/*', 'http://localhost/*'],
  permissions: [...manifest.permissions, ...manifest.optional_permissions],
  optional_permissions: [],
};

/** Restores the manifest's web_accessible_resources: crxjs adds the content scripts, which no page needs to read. */
function keepScriptsPrivate(): Plugin {
  return {
    name: 'keep-scripts-private',
    enforce: 'post',
    writeBundle({ dir }) {
      if (dir === undefined) return;
      const path = join(dir, 'manifest.json');
      const built = {
        ...JSON.parse(readFileSync(path, 'utf8')),
        web_accessible_resources: manifest.web_accessible_resources,
      };
      writeFileSync(path, JSON.stringify(built, null, 2));
    },
  };
}

export default defineConfig(({ mode }) => {
  const demo = mode === 'demo';
  return {
    define: { __INKREEL_DEBUG__: JSON.stringify(process.env.INKREEL_DEBUG === '1') },
    plugins: [crx({ manifest: { ...manifest, ...(demo && GRANTED) } as ManifestV3Export }), keepScriptsPrivate()],
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
        },
      },
    },
  };
});
