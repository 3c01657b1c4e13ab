import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig } from 'vite';
import manifest from './manifest.json' with { type: 'json' };

/** Loopback hosts, granted up front in the demo and test builds and nowhere else. */
const LOOPBACK = ['http://127.0.0.1/*', 'http://localhost/*'];

export default defineConfig(({ mode }) => {
  const demo = mode === 'demo';
  return {
    plugins: [crx({ manifest: { ...manifest, ...(demo && { host_permissions: LOOPBACK }) } as ManifestV3Export })],
    build: {
      outDir: demo ? 'dist-demo' : 'dist',
      target: 'chrome133',
      // Weights stay files of their own: never inlined into a script.
      assetsInlineLimit: 0,
      rollupOptions: { input: { offscreen: 'src/offscreen/index.html', overlay: 'src/overlay/index.html' } },
    },
  };
});
