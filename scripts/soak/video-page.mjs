// A page with a small video, for runs of minutes: makes it, serves it, opens it in a window of its own.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sirv from 'sirv';

/** Size of the video: small enough for a software GPU to draw several of its frames a second. */
const SIZE = { width: 64, height: 36 };
const FPS = 30;
const VIDEO_SECONDS = 60;

/** A page that reads the messages of ports. */
const SINK = `<!doctype html><script>
  onmessage = ({ ports }) => { ports[0].onmessage = ({ data }) => { last = data; }; };
</script>`;

const PAGE = `<!doctype html><title>video</title>
<body style="margin: 0"><video src="video.webm" muted loop autoplay style="width: 320px; height: 180px"></video>
<script>
  frames = 0;
  const video = document.querySelector('video');
  const count = () => { frames++; video.requestVideoFrameCallback(count); };
  video.requestVideoFrameCallback(count);
</script>`;

const PAGES = { '/': PAGE, '/sink': SINK, '/empty': '<!doctype html><body>' };

/** Writes the video with ffmpeg. @param {string} file */
async function makeVideo(file) {
  const source = `testsrc2=s=${SIZE.width}x${SIZE.height}:r=${FPS}:d=${VIDEO_SECONDS}`;
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'libvpx', '-b:v', '200k', '-deadline', 'realtime', '-cpu-used', '8', '-g', String(FPS), file],
  ]);
}

/** Makes the video, and serves it and its page on loopback. */
export async function serveVideo() {
  const folder = await mkdtemp(join(tmpdir(), 'inkreel-video-'));
  await makeVideo(join(folder, 'video.webm'));
  const files = sirv(folder, { dev: true });
  const server = createServer((request, response) => {
    const page = PAGES[request.url];
    if (page) response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
    else files(request, response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { port: server.address().port, close };
}

/** Opens an address in a window of its own, so that both pages are in sight. */
export async function openWindow(browser, address) {
  const session = await browser.target().createCDPSession();
  const { targetId } = await session.send('Target.createTarget', { url: address, newWindow: true });
  await session.detach();
  const target = await browser.waitForTarget((each) => each.type() === 'page' && each._targetId === targetId);
  return target.page();
}
