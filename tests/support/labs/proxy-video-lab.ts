/** Runs the page's side of a proxy video alone, and reads from its pictures how many frames they are off. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { PlanesFrame } from '../../../src/media/frame';
import type { LinkClient } from '../link-client';

declare global {
  var ProxyVideoSource: typeof import('../../../src/content-script/frames/proxy-video-source').ProxyVideoSource;
}

const SOURCE = fileURLToPath(new URL('../../../src/content-script/frames/proxy-video-source.ts', import.meta.url));

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry: SOURCE, formats: ['iife'], name: 'proxyVideo' } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error('The lab was not built.');
  return `${output.output[0].code}; globalThis.ProxyVideoSource = proxyVideo.ProxyVideoSource; undefined`;
}

/**
 * Takes pictures of the page's first video, which plays the clip `numbered.webm` (30 frames a second), from its proxy video.
 * @param act runs in the page before that
 */
export async function takeFromProxyVideo(client: LinkClient, act: (video: HTMLVideoElement) => void, count: number) {
  await client.evaluate(await bundle());
  const nonce = 'proxy-video-lab-nonce';
  const link = await client.attach({ nonce });
  await client.receives(link, 'ready');
  await client.evaluate(`(${act})(document.querySelector('video')); undefined`);
  const taken = await client.run(
    async (i: number, word: string, pictures: number) => {
      const video = document.querySelector('video')!;
      const overlay = globalThis.inkreelLinks[i]!.iframe.contentWindow!;
      const source = new ProxyVideoSource(video, overlay, `chrome-extension://${chrome.runtime.id}`, word);
      let [shown, before] = [0, 0];
      const nextFrame = () => new Promise((done) => video.requestVideoFrameCallback(done));
      const watch = () =>
        video.requestVideoFrameCallback((_, { mediaTime }) => {
          [before, shown] = [shown, Math.round(mediaTime * 30)];
          watch();
        });
      watch();
      // Wait for two frames, from which the displayed frame and the frame interval become known.
      await nextFrame();
      await nextFrame();
      // Eight bars, the most significant bit leftmost.
      const numberOf = ({ layout, width, height, data }: PlanesFrame) => {
        const { offset, stride } = layout[0]!;
        const luma = new Uint8Array(data, offset + (height >> 1) * stride, width);
        return Array.from({ length: 8 }, (_, bar) => luma[20 * bar + 10]! > 126).reduce((n, on) => 2 * n + +on, 0);
      };
      const list: { shown: number; before: number; taken: number }[] = [];
      while (list.length < pictures) {
        const frame = await source.take('planes');
        if (frame.kind === 'planes') list.push({ shown, before, taken: numberOf(frame) });
        await nextFrame();
      }
      source.close();
      return list;
    },
    link,
    nonce,
    count,
  );
  await client.post(link, { type: 'close', reason: 'gone' });
  return taken;
}
