import { beforeEach, describe, expect, test } from 'vitest';
import { PlaybackMeter } from '../../../../src/content-script/session/playback-meter';

describe('the meter', () => {
  let now: number;
  let video: { paused: boolean; ended: boolean; total: number; dropped: number };
  let meter: PlaybackMeter;

  beforeEach(() => {
    now = 0;
    video = { paused: false, ended: false, total: 0, dropped: 0 };
    const counted = {
      get paused() {
        return video.paused;
      },
      get ended() {
        return video.ended;
      },
      getVideoPlaybackQuality: () => ({
        totalVideoFrames: video.total,
        droppedVideoFrames: video.dropped,
        corruptedVideoFrames: 0,
        creationTime: now,
      }),
    };
    meter = new PlaybackMeter(counted, () => now);
  });

  /** Lets a second pass in which the video decodes `frames`, of which the page drops some. */
  function second(frames: number, dropped = 0, changing = 1) {
    now += 1000;
    video.total += frames;
    video.dropped += dropped;
    return meter.read(changing);
  }

  test('knows no interval before the second sample, then the mean one', () => {
    expect(second(25).frameMs).toBeNull();
    expect(second(25)).toEqual({ frameMs: 40, missed: 0 });
  });

  test('returns the share of dropped frames of the last seconds', () => {
    for (let i = 0; i < 5; i++) second(30);
    expect(second(30, 9).missed).toBeCloseTo(0.1);
    for (let i = 0; i < 3; i++) second(30);
    expect(second(30).missed).toBe(0);
  });

  test('leaves out pictures that stay the same', () => {
    second(25);
    expect(second(25, 0, 0.2).frameMs).toBe(200);
    expect(second(25, 0, 0).frameMs).toBeNull();
  });

  test('has no interval for a paused or ended video, and starts over after it', () => {
    second(25);
    video.paused = true;
    expect(second(0).frameMs).toBeNull();
    video.paused = false;
    expect(second(25).frameMs).toBeNull();
    expect(second(25).frameMs).toBe(40);
    video.ended = true;
    expect(second(0)).toEqual({ frameMs: null, missed: 0 });
  });

  test('starts over with another source', () => {
    second(25);
    video.total = 0;
    expect(second(10)).toEqual({ frameMs: null, missed: 0 });
    expect(second(50).frameMs).toBe(20);
  });
});
