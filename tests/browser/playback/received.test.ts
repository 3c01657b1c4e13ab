/** Videos of a call: a received stream whose size its encoder changes, and a player in a window of its own. */
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually, statusOf } from '../../support/extension';

const { extension, server } = await openBrowser();
let page: Page;
openPageEach(extension, { sites: { '127.0.0.1': { enabled: true } } }, (opened) => {
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

/**
 * Runs in the page: sends a canvas in two sizes (simulcast), and receives both as tracks of their own. A browser alone never
 * receives simulcast, so that this rewrites the descriptions as a server of calls would: to the receiver, the ids of the sender's
 * encodings are those of two tracks.
 */
async function receiveSimulcast(): Promise<void> {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
  const context = canvas.getContext('2d')!;
  let hue = 0;
  setInterval(() => {
    hue += 40;
    context.fillStyle = `hsl(${hue} 80% 50%)`;
    context.fillRect(0, 0, 640, 360);
  }, 500);
  const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
  near.onicecandidate = ({ candidate }) =>
    candidate && far.addIceCandidate({ candidate: candidate.candidate, sdpMLineIndex: 0 });
  far.onicecandidate = ({ candidate }) =>
    candidate && near.addIceCandidate({ candidate: candidate.candidate, sdpMLineIndex: 0 });
  far.ontrack = ({ track }) => {
    const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
    video.style.cssText = 'width: 160px; height: 90px';
    document.body.append(video);
    video.srcObject = new MediaStream([track]);
  };
  const rids = ['a', 'b'];
  near.addTransceiver(canvas.captureStream().getVideoTracks()[0]!, {
    sendEncodings: [{ rid: 'a', scaleResolutionDownBy: 2 }, { rid: 'b' }],
  });
  await near.setLocalDescription();
  const [session, media] = near.localDescription!.sdp.split(/(?=m=)/) as [string, string];
  const extension = (name: string) => new RegExp(`a=extmap:(\\d+) urn:ietf:params:rtp-hdrext:sdes:${name}\r\n`);
  const [mid, rid] = [media.match(extension('mid'))!, media.match(extension('rtp-stream-id'))!];
  const asMid = mid[0].replace(mid[1]!, rid[1]!);
  const track = media
    .replace(/a=(rid|simulcast):.*\r\n/g, '')
    .replace(mid[0], '')
    .replace(extension('repaired-rtp-stream-id'), '')
    .replace(rid[0], asMid);
  const tracks = rids.map((id) => track.replace(/a=mid:.*/, `a=mid:${id}`).replace(/a=msid:.*/, `a=msid:- ${id}`));
  const bundle = session.match(/a=group:BUNDLE .*/)![0];
  const offer = [session.replace(bundle, `a=group:BUNDLE ${rids.join(' ')}`), ...tracks].join('');
  await far.setRemoteDescription({ type: 'offer', sdp: offer });
  await far.setLocalDescription();
  const [answered, first] = far.localDescription!.sdp.split(/(?=m=)/) as [string, string];
  const answer = first.replace(/a=mid:.*/, media.match(/a=mid:.*/)![0]).replace(asMid, mid[0] + rid[0]);
  const accepted = `${rids.map((id) => `a=rid:${id} recv\r\n`).join('')}a=simulcast:recv ${rids.join(';')}\r\n`;
  const sdp = answered.replace(/a=group:BUNDLE .*/, bundle) + answer + accepted;
  await near.setRemoteDescription({ type: 'answer', sdp });
}

test('both sizes of a stream that is received as simulcast are restyled', async () => {
  await page.goto(server.url('empty.html'));
  await page.evaluate(receiveSimulcast);
  await eventually('both sizes', async () => (await sizes()).sort().join() === '320x180,640x360', 90_000);
  await eventually(
    'both overlays',
    async () => (await overlays(page)).filter(({ isShown }) => isShown).length === 2,
    60_000,
  );
  expect((await statusOf(extension, page.url())).faults).toEqual([]);
});

test('sixteen tiles of a call are restyled at once, and those that remain when some leave', async () => {
  // Moving pictures of the tiles that come first would keep a software GPU from the others.
  await page.goto(server.url('sites/meeting.html', { still: '' }));
  await page.setViewport({ width: 800, height: 600 });
  const names = Array.from({ length: 16 }, (_, i) => `tile${i}`);
  for (const name of names) await page.evaluate((joins) => site.join(joins), name);
  const shown = async () => {
    const tiles = await page.$$eval('.tile', (all) =>
      all.map((tile) => tile.getBoundingClientRect().toJSON() as DOMRect),
    );
    const seen = (await overlays(page)).filter(({ isShown }) => isShown);
    const covered = tiles.filter(({ x, y }) => seen.some(({ box }) => Math.hypot(x - box.x, y - box.y) < 1.5));
    return covered.length === tiles.length && seen.length;
  };
  await eventually('an overlay on each', async () => (await shown()) === 16, 240_000);
  await page.evaluate(
    (leave) => {
      for (const name of leave) site.leave(name);
    },
    names.slice(0, 6),
  );
  await eventually('an overlay on each that remains', async () => (await shown()) === 10, 90_000);
  const { faults, waiting } = await statusOf(extension, page.url());
  expect({ faults, waiting }).toEqual({ faults: [], waiting: 0 });
}, 360_000);

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
