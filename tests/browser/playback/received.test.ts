/** Videos of a call: a received stream whose size its encoder changes, and a player in a window of its own. */
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually, statusOf } from '../../support/extension';

const { extension, server } = await openBrowser();
let page: Page;
openPageEach(extension, { quality: 'XS', sites: { '127.0.0.1': { enabled: true } } }, (opened) => {
  page = opened;
});

/** Sizes of the pictures on the overlays, as the host reports them. */
const sizes = async () =>
  (await statusOf(extension, page.url())).styled.map(({ width, height }) => `${width}x${height}`);

test('a received stream is restyled at each size that its encoder sends', async () => {
  await page.goto(server.url('empty.html'));
  await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
    const context = canvas.getContext('2d')!;
    let hue = 0;
    // The software GPU draws about one of these pictures a second.
    setInterval(() => {
      hue += 40;
      context.fillStyle = `hsl(${hue} 80% 50%)`;
      context.fillRect(0, 0, 320, 240);
    }, 500);
    const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
    near.onicecandidate = ({ candidate }) => far.addIceCandidate(candidate!);
    far.onicecandidate = ({ candidate }) => near.addIceCandidate(candidate!);
    const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
    video.style.cssText = 'width: 160px; height: 120px';
    document.body.append(video);
    far.ontrack = ({ track }) => {
      video.srcObject = new MediaStream([track]);
    };
    const { sender } = near.addTransceiver(canvas.captureStream().getVideoTracks()[0]!, {
      sendEncodings: [{ scaleResolutionDownBy: 2 }],
    });
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription!);
    await far.setLocalDescription();
    await near.setRemoteDescription(far.localDescription!);
    Object.assign(globalThis, { sender });
  });
  await eventually('the half size', async () => (await sizes()).includes('160x120'), 60_000);
  for (const [scale, size] of [
    [4, '80x60'],
    [1, '320x240'],
  ] as const) {
    await page.evaluate(async (by) => {
      const { sender } = globalThis as unknown as { sender: RTCRtpSender };
      const parameters = sender.getParameters();
      parameters.encodings[0]!.scaleResolutionDownBy = by;
      await sender.setParameters(parameters);
    }, scale);
    await eventually(size, async () => (await sizes()).includes(size), 60_000);
    await eventually('the overlay', async () => (await overlays(page))[0]?.isShown);
  }
  expect((await statusOf(extension, page.url())).faults).toEqual([]);
});

test('a player moved into a picture-in-picture window of its document, and back, is restyled', async () => {
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', paused: '', width: '160', height: '90' }));
  const isShown = async (where: Page) => (await overlays(where))[0]?.isShown;
  await eventually('the overlay', () => isShown(page), 60_000);
  await page.evaluate(() => {
    document.addEventListener('click', async () => {
      type Pip = { documentPictureInPicture: { requestWindow(size: object): Promise<Window> } };
      const { documentPictureInPicture } = globalThis as unknown as Pip;
      const pip = await documentPictureInPicture.requestWindow({ width: 300, height: 200 });
      const video = document.querySelector('video')!;
      pip.document.body.append(video);
      pip.addEventListener('pagehide', () => document.body.append(video));
    });
  });
  const others = new Set(extension.browser.targets());
  await page.mouse.click(400, 400);
  const target = await extension.browser.waitForTarget((each) => each.type() === 'page' && !others.has(each));
  const pip = (await target.page())!;
  await eventually('the overlay in the window', () => isShown(pip), 30_000);
  await pip.close();
  await eventually('the overlay in the page', () => isShown(page), 30_000);
});
