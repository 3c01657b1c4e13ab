import { describe, expect, it } from 'vitest';
import type { FrameReport } from '../../../../src/pages/popup/frames';
import { statusOf } from '../../../../src/pages/popup/status';
import type { Fault } from '../../../../src/protocol/faults';
import type { Stats } from '../../../../src/protocol/page-host';

const figures = (change: Partial<Stats> = {}): Stats => ({
  fps: 30,
  styled: 100,
  dropped: 0,
  captureMs: 1,
  transportMs: 3,
  networkMs: 7,
  presentMs: 1,
  width: 640,
  height: 360,
  adapter: 'gpu',
  style: 'anime',
  ...change,
});

const report = (
  videos: number,
  styled: Stats[] = [],
  faults: Fault[] = [],
  idle = false,
  waiting = 0,
): FrameReport => ({
  status: { type: 'status', document: 'd'.repeat(20), videos, styled, faults, waiting, foreign: [], capturable: false },
  idle,
});

const text = (...reports: FrameReport[]) => statusOf(reports, 0).text;

describe('the status line', () => {
  it('counts the videos and adds up the way of a frame', () => {
    expect(statusOf([report(1, [figures()])], 0)).toEqual({
      tone: 'live',
      text: '1 video · 30 fps · 12 ms a frame',
      announcement: '1 video restyled.',
    });
  });

  it('adds up the frames of a tab and takes means over their videos', () => {
    const slow = figures({ fps: 20, networkMs: 17 });
    expect(text(report(1, [figures()]), report(1, [slow]))).toBe('2 videos · 25 fps · 17 ms a frame');
  });

  it.each([
    [{ fps: 0.42, networkMs: 2400 }, '1 video · 0.4 fps · 2.4 s a frame'],
    [{ fps: 0.043, networkMs: 15_000 }, '1 video · 0.04 fps · 15 s a frame'],
    [{ fps: 59.94, networkMs: 1.2 }, '1 video · 60 fps · 6.2 ms a frame'],
    [{ fps: 9.96, networkMs: 4.97 }, '1 video · 10 fps · 10 ms a frame'],
    [{ fps: 1, networkMs: 995 }, '1 video · 1 fps · 1 s a frame'],
  ])('rounds as people read: %o', (change, expected) => {
    expect(text(report(1, [figures(change)]))).toBe(expected);
  });

  it('says paused instead of a rate that no longer holds', () => {
    const status = statusOf([report(1, [figures()], [], true)], 0);
    expect(status.text).toBe('1 video · paused · 12 ms a frame');
    expect(status.tone).toBe('quiet');
  });

  it('tells which videos are left as they are, beside styled ones', () => {
    expect(text(report(2, [figures()], ['drm']))).toBe(
      '1 video · 30 fps · 12 ms a frame. 1 video unchanged: copy-protected (DRM).',
    );
    expect(text(report(3, [figures()], ['tainted', 'tainted']))).toMatch(/2 videos unchanged: from another site\.$/);
  });

  it('tells how many of the videos the graphics card carries', () => {
    const status = statusOf([report(60, Array(12).fill(figures()), [], false, 48)], 0);
    expect(status.text).toBe('12 of 60 restyled: the graphics card’s limit · 30 fps · 12 ms a frame');
    expect(status.announcement).toBe('12 of 60 restyled: the graphics card’s limit.');
  });

  it('says that a video waits while all slots are taken elsewhere', () => {
    const status = statusOf([report(1, [], [], false, 1)], 0);
    expect(status.text).toMatch(/at its limit with other videos/);
    expect(status.tone).toBe('busy');
  });

  it('explains why nothing is styled, the weightiest reason first', () => {
    const status = statusOf([report(2, [], ['drm', 'no-gpu'])], 0);
    expect(status.text).toMatch(/^Inkreel needs WebGPU/);
    expect(status.tone).toBe('trouble');
  });

  it.each(['host-gone', 'no-frames'] as const)('does not alarm about %s, which passes', (fault) => {
    expect(statusOf([report(1, [], [fault])], 0).tone).toBe('busy');
  });

  it('names the user’s own camera without alarm', () => {
    const status = statusOf([report(1, [], ['own-camera'])], 0);
    expect(status).toMatchObject({ tone: 'quiet', text: 'This is your own camera, as others see it.' });
  });

  it('says that there is no video', () => {
    expect(text(report(0), report(0))).toBe('No video on this page.');
  });

  it('says that a video was found before its first picture', () => {
    expect(text(report(1))).toBe('1 video found. Starting…');
  });

  it('asks for a reload only when the page stays silent', () => {
    expect(statusOf([], 500).text).toBe('Starting…');
    expect(statusOf([], 6000).text).toBe('Reload the page to start.');
  });

  it('announces the same while only figures change', () => {
    const first = statusOf([report(1, [figures({ fps: 29 })])], 0);
    const second = statusOf([report(1, [figures({ fps: 30 })])], 0);
    expect(first.text).not.toBe(second.text);
    expect(first.announcement).toBe(second.announcement);
  });
});
