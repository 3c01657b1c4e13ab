/** docs/behaviour.md in the browser: when the overlay is seen, and what the popup is told. */
import { expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { eventually, videosReady } from '../../support/extension';
import { LinkClient } from '../../support/link-client';
import { OverlayStates } from '../../support/pages/overlay-states';

const { extension, server } = await openBrowser();
const states = new OverlayStates({ extension, server });

test('another source hides the overlay at once, and its first picture shows it again', async () => {
  const page = await states.openVideo();
  await states.becomes('visible');
  const { url, release } = server.hold('still-601.webm');
  await page.evaluate((address) => {
    document.querySelector('video')!.src = address;
  }, url);
  await states.becomes('hidden');
  release();
  await states.becomes('visible');
});

test('scrolled out of sight it is hidden, and shown again in sight', async () => {
  await states.openVideo();
  await states.becomes('visible');
  await states.scrollAway();
  await states.becomes('hidden');
  await states.scrollBack();
  await states.becomes('visible');
});

test('a poster stays in sight until the video is played', async () => {
  const page = await states.open('empty.html');
  await page.evaluate(() => {
    const poster = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>";
    document.body.innerHTML = `<video src="moving.webm" poster="${poster}" muted style="width: 160px; height: 90px"></video>`;
  });
  await videosReady(page);
  await new Promise((done) => setTimeout(done, 2000));
  expect(await states.state()).toBe('none');
  // Sought to and back, the first frame is in the poster's place.
  await page.evaluate(async () => {
    const video = document.querySelector('video')!;
    for (const time of [2, 0]) {
      video.currentTime = time;
      await new Promise((done) => video.addEventListener('seeked', done, { once: true }));
    }
  });
  await states.becomes('visible');
  expect(await page.evaluate(() => document.querySelector('video')!.currentTime)).toBe(0);
});

test('in a hidden tab it is hidden, and shown again in front', async () => {
  const page = await states.openVideo();
  await states.becomes('visible');
  const other = await extension.browser.newPage();
  await other.bringToFront();
  await states.becomes('hidden');
  await page.bringToFront();
  await states.becomes('visible');
  await other.close();
});

test('in picture-in-picture it is hidden, and shown again when the picture is back', async () => {
  const page = await states.openVideo();
  await states.becomes('visible');
  await page.evaluate(() => {
    const video = document.querySelector('video')!;
    document.addEventListener('click', () => void video.requestPictureInPicture(), { once: true });
  });
  await page.mouse.click(300, 300);
  await states.becomes('hidden');
  await page.evaluate(() => document.exitPictureInPicture());
  await states.becomes('visible');
});

test('a DRM video is never touched, and the reason is given', async () => {
  const page = await states.open('empty.html');
  await page.evaluate(async () => {
    const access = await navigator.requestMediaKeySystemAccess('org.w3.clearkey', [
      { initDataTypes: ['webm'], videoCapabilities: [{ contentType: 'video/webm; codecs="vp8"' }] },
    ]);
    const video = document.createElement('video');
    await video.setMediaKeys(await access.createMediaKeys());
    Object.assign(video, { src: 'moving.webm', muted: true, width: 160, height: 90 });
    document.body.append(video);
  });
  await videosReady(page);
  const before = await states.html();
  expect(await eventually('a reason', async () => (await states.faults())[0])).toBe('drm');
  expect(await states.html()).toBe(before);
});

test('a video that becomes DRM is left alone from then on', async () => {
  const page = await states.openVideo();
  const before = await states.html();
  await states.becomes('visible');
  await page.evaluate(() => document.querySelector('video')!.dispatchEvent(new Event('encrypted')));
  await states.becomes('none');
  expect(await states.faults()).toEqual(['drm']);
  expect(await states.html()).toBe(before);
});

test('a video of another origin is never touched, and the reason is given', async () => {
  await states.openVideo(server.url('moving.webm', {}, 'localhost'));
  const before = await states.html();
  expect(await eventually('a reason', async () => (await states.faults())[0])).toBe('tainted');
  expect(await states.html()).toBe(before);
});

test('out of sight for half a minute it is gone, and comes back in sight', async () => {
  const page = await states.openVideo();
  await states.becomes('visible');
  await states.scrollAway();
  await states.becomes('hidden');
  const client = await LinkClient.of(extension, page);
  // Set the content script's clock forward: it looks once a second how long the video has been out of sight.
  const forward = (ms: number) =>
    client.run((by: number) => {
      const { prototype } = Performance;
      const now = prototype.now;
      prototype.now = function () {
        return now.call(this) + by;
      };
    }, ms);
  await forward(25_000);
  await new Promise((done) => setTimeout(done, 2500));
  expect(await states.state()).toBe('hidden');
  await forward(5000);
  await states.becomes('none');
  await states.scrollBack();
  await states.becomes('visible');
});
