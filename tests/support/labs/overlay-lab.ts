import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer';
import { build } from 'vite';

/**
 * Replaces the overlay's document by a picture whose left half is magenta and whose right half is yellow. The video's halves
 * are green and blue. So pixels that are covered, missed, covered too much or mirrored can be counted by their colours.
 */
const FRAME = `<!doctype html><style>
  :root { color-scheme: light; background: transparent }
  canvas { position: fixed; inset: 0; width: 100%; height: 100% }
</style><canvas width="160" height="90"></canvas><script>
  const context = document.querySelector('canvas').getContext('2d');
  context.fillStyle = '#ff00ff'; context.fillRect(0, 0, 80, 90);
  context.fillStyle = '#ffff00'; context.fillRect(80, 0, 80, 90);
  addEventListener('message', ({ data }) => Object.assign(document.querySelector('canvas').style, data));
</script>`;

/** Functions that tests call inside the page. */
interface Lab {
  overlay: import('../../../src/content-script/overlay/overlay').Overlay | undefined;
  evictions: number;
  /** A video by its id, in shadow roots too. */
  find(id: string): HTMLVideoElement;
  /** Gives every video a picture, green on the left and blue on the right. */
  fill(): Promise<void>;
  /** Puts an overlay on a video and shows it. */
  cover(video: HTMLVideoElement): Promise<void>;
  /** Waits until all changes are on the screen, which takes two frames. */
  settle(): Promise<void>;
}

declare global {
  var lab: Lab;
}

const LAB = `
  import { FullscreenStage } from '${source('overlay/fullscreen-stage')}';
  import { Overlay } from '${source('overlay/overlay')}';
  import { OverlayIframe } from '${source('host/overlay-iframe')}';
  const stage = new FullscreenStage(document, 'lab');
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  globalThis.lab = {
    overlay: undefined,
    evictions: 0,
    find(id) { return this.videos().find((video) => video.id === id); },
    videos() {
      const roots = [document, ...[...document.querySelectorAll('*')].map((e) => e.shadowRoot).filter(Boolean)];
      return roots.flatMap((root) => [...root.querySelectorAll('video')]);
    },
    async fill() {
      const canvas = document.createElement('canvas');
      canvas.width = 160; canvas.height = 90;
      const context = canvas.getContext('2d');
      const paint = () => {
        context.fillStyle = '#00ff00'; context.fillRect(0, 0, 80, 90);
        context.fillStyle = '#0000ff'; context.fillRect(80, 0, 80, 90);
      };
      paint();
      const videos = this.videos();
      for (const video of videos) { video.muted = true; video.srcObject = canvas.captureStream(); video.play(); }
      while (videos.some((video) => video.readyState < 2)) { paint(); await frame(); }
      for (const video of videos) video.pause();
      await this.settle();
    },
    async cover(video) {
      const loaded = new Promise((done) => {
        const address = { url: 'data:text/html,' + encodeURIComponent(${JSON.stringify(FRAME)}), origin: '*' };
        const frame = new OverlayIframe(document, address, done);
        this.overlay = new Overlay(video, frame, 'lab', stage, () => { this.evictions++; });
      });
      this.overlay.insert();
      await loaded;
      this.overlay.show();
      await this.settle();
    },
    async settle() { for (let i = 0; i < 5; i++) await frame(); },
  };`;

/** Path of a module of the content script, to import in a lab's script. */
export function source(name: string): string {
  return fileURLToPath(new URL(`../../../src/content-script/${name}.ts`, import.meta.url));
}

let script: Promise<string> | undefined;

/** Bundles a lab's script and the modules of the content script that it imports. */
export async function bundle(code: string): Promise<string> {
  const entry = '\0lab.js';
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry: 'lab.js', formats: ['iife'], name: 'labBundle' } },
    plugins: [
      {
        name: 'lab',
        enforce: 'pre',
        resolveId: (id) => (id.endsWith('lab.js') ? entry : null),
        load: (id) => (id === entry ? code : null),
      },
    ],
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error('The lab was not built.');
  return output.output[0].code;
}

/** Loads `html` with the lab and waits until every video has a picture. */
export async function openLab(page: Page, html: string): Promise<void> {
  script ??= bundle(LAB);
  await page.goto('about:blank');
  await page.setContent(
    `<!doctype html><html><head><style>body { margin: 8px; background: white }</style></head>${html}</html>`,
  );
  await page.evaluate(await script);
  await page.evaluate(() => lab.fill());
}
