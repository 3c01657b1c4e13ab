/** The picture that others in a call see. */
import { describe, expect, test } from 'vitest';
import { endHost } from '../../support/actions';
import { eventually, launchExtension } from '../../support/extension';
import { callLab, FAST, isAmong, SMALL } from '../../support/pages/call-page';
import { CAMERA } from '../../support/shared-browser';

const lab = await callLab();
const { extension, switchCamera, open, begin, sees, seesCamera, seesStyle, moreFrames } = lab;

describe('others see', () => {
  test('the style, the camera and the style again as it is switched, in the same call', async () => {
    await begin(SMALL);
    await seesStyle();
    await switchCamera(false);
    await seesCamera();
    await moreFrames(2);
    await switchCamera(true);
    await seesStyle();
    const state = await lab.page.evaluate(() => ({
      negotiations: call.negotiations,
      isSame: call.senders[0]!.track === call.track && call.track.readyState === 'live',
    }));
    expect(state).toEqual({ negotiations: 1, isSame: true });
  });

  test('the camera when the host dies, and the style again from the next one', async () => {
    await begin(SMALL);
    await seesStyle();
    const allow = await endHost(extension);
    await seesCamera();
    await moreFrames(2);
    await allow();
    await seesStyle();
  });

  test('the style in a hidden tab too', async () => {
    await begin(SMALL);
    await seesStyle();
    const other = await extension.browser.newPage();
    await other.bringToFront();
    const isStyled = await lab.page.evaluate(async () => {
      const { track } = call.far.getReceivers().find(({ track }) => track.kind === 'video')!;
      let isStyled = false;
      await call.read(track, (frame) => {
        const [red, green] = call.colour(frame);
        isStyled = red > green;
        return isStyled;
      });
      return document.visibilityState === 'hidden' && isStyled;
    });
    expect(isStyled).toBe(true);
    await other.close();
  });

  test('each picture with the timestamp of its camera frame', async () => {
    await begin(SMALL);
    await seesStyle();
    const { camera, styled } = await lab.page.evaluate(async () => {
      const [camera, styled]: number[][] = [[], []];
      const isEnough = () => styled!.length >= 3;
      await Promise.all([
        call.read(cameras[0]!, ({ timestamp }) => {
          camera!.push(timestamp);
          return isEnough();
        }),
        call.read(call.track, (frame) => {
          const [red, green] = call.colour(frame);
          // The first may be of a frame from before we read.
          if (red > green && frame.timestamp >= camera![0]!) styled!.push(frame.timestamp);
          return isEnough();
        }),
      ]);
      return { camera: camera!, styled: styled! };
    });
    expect(styled.filter((timestamp) => !isAmong(camera, timestamp))).toEqual([]);
    expect(new Set(styled).size).toBe(3);
  });

  test('pictures known to be as old as they are, by which the far end keeps sound within 40 ms of them', async () => {
    await begin(SMALL, true);
    await seesStyle();
    const errors = await lab.page.evaluate(async () => {
      const watch = (video: HTMLVideoElement, see: (captureTime: number) => boolean) =>
        new Promise<void>((done) => {
          video.requestVideoFrameCallback(function next(_, { captureTime }) {
            if (captureTime !== undefined && see(captureTime)) done();
            else video.requestVideoFrameCallback(next);
          });
        });
      const camera = document.body.appendChild(document.createElement('video'));
      Object.assign(camera, { muted: true, srcObject: new MediaStream([cameras[0]!]) });
      await camera.play();
      const [taken, seen]: number[][] = [[], []];
      void watch(camera, (at) => taken!.push(at) > 100);
      await watch(document.getElementById('far') as HTMLVideoElement, (at) => {
        const [red, green] = call.colour();
        // The host needs longer than 40 ms for each: what the far end is told is not when it came.
        return red > green && taken!.length > 2 && seen!.push(at) === 5;
      });
      return seen!.map((at) => Math.min(...taken!.map((each) => Math.abs(at - each)))).sort((a, b) => a - b);
    });
    expect(errors[2]).toBeLessThan(40);
  });

  test('the camera on a computer without a usable GPU', async () => {
    const bare = await launchExtension([...CAMERA, '--disable-gpu', '--disable-software-rasterizer']);
    try {
      await switchCamera(true, bare);
      const there = await open(bare);
      await begin(FAST, false, there);
      await moreFrames(20, there);
      await seesCamera(there);
    } finally {
      await bare.close();
    }
  });

  test('black while the track is disabled', async () => {
    await begin(FAST);
    await seesCamera();
    await lab.page.evaluate(() => {
      call.track.enabled = false;
    });
    await sees('black', ([red, green, blue]) => red + green + blue < 30);
    await lab.page.evaluate(() => {
      call.track.enabled = true;
    });
    await seesCamera();
  });

  test('another camera when the page changes to it, in the same call', async () => {
    await begin(FAST);
    const labels = await lab.page.evaluate(async () => {
      const devices = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
      const { deviceId } = call.track.getSettings();
      // The last of the fake cameras: the second gives depth.
      const other = devices.findLast((device) => device.deviceId !== deviceId)!;
      const video = { deviceId: { exact: other.deviceId } };
      const [track] = (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks();
      await call.senders[0]!.replaceTrack(track!);
      call.track.stop();
      return [other.label, track!.label];
    });
    expect(labels[1]).toBe(labels[0]);
    await moreFrames(20);
    expect(await lab.page.evaluate(() => call.negotiations)).toBe(1);
  });

  test('the camera that the page takes when its own is unplugged, styled, in the same call', async () => {
    await begin(SMALL);
    await seesStyle();
    await lab.page.evaluate((small) => {
      globalThis.events = [];
      call.track.addEventListener('ended', () => events.push('ended'));
      // What call pages do when a camera is gone: ask for another one, and put it in the place of the last.
      navigator.mediaDevices.addEventListener('devicechange', async () => {
        const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
        const other = cameras.findLast(({ deviceId }) => deviceId !== call.track.getSettings().deviceId)!;
        const video = { ...small, deviceId: { exact: other.deviceId } };
        call.stream = await navigator.mediaDevices.getUserMedia({ video });
        [call.track] = call.stream.getVideoTracks() as [MediaStreamTrack];
        await call.senders[0]!.replaceTrack(call.track);
        events.push(call.track.label === other.label ? 'another camera' : call.track.label);
      });
    }, SMALL);
    // A fake camera cannot be unplugged: without its permission it ends by itself, and the event is the page's own.
    const devtools = await extension.browser.target().createCDPSession();
    const camera = { permission: { name: 'camera' }, origin: new URL(lab.page.url()).origin };
    await devtools.send('Browser.setPermission', { ...camera, setting: 'denied' });
    try {
      await eventually('the end of the camera', () => lab.page.evaluate(() => events.includes('ended')));
    } finally {
      await devtools.send('Browser.setPermission', { ...camera, setting: 'granted' });
    }
    await lab.page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));
    await eventually('the other camera', () => lab.page.evaluate(() => events.includes('another camera')));
    await moreFrames(2);
    await seesStyle();
    const seen = await lab.page.evaluate(() => [call.negotiations, ...cameras.map(({ readyState }) => readyState)]);
    expect(seen).toEqual([1, 'ended', 'live']);
  });
});

// Keep this test last: it replaces the extension.
test('the extension reloaded in a call, others see the camera', async () => {
  await begin(SMALL);
  await seesStyle();
  lab.spend();
  await (await extension.worker()).evaluate(() => chrome.runtime.reload());
  await seesCamera();
  await moreFrames(2);
});
