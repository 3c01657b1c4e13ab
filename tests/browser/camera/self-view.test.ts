/** The user's own picture in a call: it shows what others see, and is not styled a second time. */
import { test } from 'vitest';
import { overlays } from '../../support/devtools';
import { eventually, statusOf } from '../../support/extension';
import { callLab, SMALL } from '../../support/pages/call-page';

const lab = await callLab();
const { extension, switchCamera, begin } = lab;

/** Begins a call whose videos are large enough to be restyled, on a page with another video. */
async function meet(): Promise<void> {
  await begin(SMALL);
  await lab.page.addStyleTag({ content: 'video { width: 160px; height: 160px; }' });
  await lab.page.evaluate(() => {
    const other = Object.assign(document.createElement('video'), { muted: true, src: 'still-709.webm' });
    document.body.prepend(other);
  });
}

/** Waits for what the popup and the user see of the page. */
const areSeen = (expected: { videos: number; faults: string[]; overlays: number }) =>
  eventually(JSON.stringify(expected), async () => {
    const { videos, faults } = await statusOf(extension, lab.page.url());
    const seen = JSON.stringify({ videos, faults, overlays: (await overlays(lab.page)).length });
    if (seen !== JSON.stringify(expected)) throw new Error(seen);
    return true;
  });

test('videos that play the styled camera, its clone or what came back of it are left alone and named; switched off, they are like any other', async () => {
  await meet();
  await areSeen({ videos: 3, faults: ['own-camera', 'own-camera'], overlays: 1 });
  await lab.page.evaluate(() => {
    const near = document.getElementById('near') as HTMLVideoElement;
    near.srcObject = call.stream.clone();
    return near.play();
  });
  await areSeen({ videos: 3, faults: ['own-camera', 'own-camera'], overlays: 1 });
  await switchCamera(false);
  await areSeen({ videos: 3, faults: [], overlays: 3 });
  await switchCamera(true);
  await areSeen({ videos: 3, faults: ['own-camera', 'own-camera'], overlays: 1 });
});

test('a video whose stream gets the styled camera while it plays is left alone from then on', async () => {
  await meet();
  await lab.page.evaluate(async () => {
    const near = document.getElementById('near') as HTMLVideoElement;
    const canvas = document.createElement('canvas');
    canvas.getContext('2d')!.fillRect(0, 0, 300, 150);
    near.srcObject = canvas.captureStream(5);
    await near.play();
  });
  await areSeen({ videos: 3, faults: ['own-camera'], overlays: 2 });
  await lab.page.evaluate(() => {
    const stream = (document.getElementById('near') as HTMLVideoElement).srcObject as MediaStream;
    const [own] = stream.getVideoTracks();
    stream.addTrack(call.track);
    stream.removeTrack(own!);
  });
  await areSeen({ videos: 3, faults: ['own-camera', 'own-camera'], overlays: 1 });
});
