/** A recorded clip: the styled picture with the video's own sound. */
import type { Page } from 'puppeteer';
import { describe, expect, test } from 'vitest';
import { download } from '../../support/actions';
import { openBrowser, openPageEach } from '../../support/browser';
import { isSaid } from '../../support/devtools';
import { eventually } from '../../support/extension';
import { inMenu, overlayShown, pressInMenu } from '../../support/pages/still-video';

const HOST = '127.0.0.1';
const { extension, server } = await openBrowser();
let page: Page;

const settings = { style: 'anime', strength: 1, quality: 'XS', sites: { [HOST]: { enabled: true } } } as const;
openPageEach(extension, settings, (opened) => {
  page = opened;
});

/** Playback of a file by the browser itself: its length, its size, and how loud its sound is. */
const played = (file: Buffer) =>
  page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const video = document.createElement('video');
    video.src = URL.createObjectURL(new Blob([bytes]));
    await new Promise((done, fail) => {
      video.onloadedmetadata = done;
      video.onerror = () => fail(new Error(video.error?.message));
    });
    const sound = await new OfflineAudioContext(1, 48_000, 48_000).decodeAudioData(bytes.buffer);
    const samples = sound.getChannelData(0);
    const middle = samples.slice(samples.length / 4, (samples.length * 3) / 4);
    const level = Math.sqrt(middle.reduce((sum, value) => sum + value * value, 0) / middle.length);
    const { duration, videoWidth: width, videoHeight: height } = video;
    return { duration, width, height, soundDuration: sound.duration, level };
  }, file.toString('base64'));

describe('a recorded clip', () => {
  async function openSounding(): Promise<void> {
    await page.goto(server.url('plain.html', { clip: 'sounding.webm', width: '320', height: '180' }));
    await overlayShown(page);
  }

  test('has the length asked for, the size of the picture, and the video’s sound', async () => {
    await openSounding();
    // A press in the page lets its video sound.
    await inMenu(page, 'Record a clip of 5 sec');
    await page.evaluate(() => Object.assign(document.querySelector('video')!, { muted: false, volume: 1 }));
    const { name, content } = await download(extension.browser, () => pressInMenu(page, 'Record a clip of 5 sec'));
    expect(name).toMatch(/^plain 0-00-0\d\.(webm|mp4)$/);
    await eventually('a word on it', () => isSaid(page, 'Clip saved'));
    const clip = await played(content);
    expect(clip).toMatchObject({ width: 160, height: 90 });
    // The last picture stands until the end, however slowly the pictures come.
    expect(clip.duration).toBeGreaterThan(4.9);
    expect(clip.duration).toBeLessThan(5.1);
    // A browser that is short of time plays pauses, so that the length of the sound says little.
    expect(clip.soundDuration).toBeGreaterThan(0);
    expect(clip.level).toBeGreaterThan(0.02);
  });

  test('is dropped on request, and needs a video that plays', async () => {
    await openSounding();
    await pressInMenu(page, 'Record a clip of 30 sec');
    await pressInMenu(page, 'Cancel recording');
    await eventually('a word on it', () => isSaid(page, 'Recording cancelled'));
    await page.evaluate(() => document.querySelector('video')!.pause());
    await pressInMenu(page, 'Record a clip of 5 sec');
    await eventually('what to do', () => isSaid(page, 'Play the video to record it'));
  });
});
