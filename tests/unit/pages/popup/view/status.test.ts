import { describe, expect, it } from 'vitest';
import type { DocumentReport } from '../../../../../src/pages/popup/documents';
import { isStarting, statusLineOf } from '../../../../../src/pages/popup/view/status';
import type { Fault } from '../../../../../src/protocol/faults';
import type { Stats } from '../../../../../src/protocol/page-host';

const figures = (change: Partial<Stats> = {}): Stats => ({
  fps: 30,
  styled: 100,
  dropped: 0,
  captureMs: 1,
  transportMs: 3,
  networkMs: 7,
  presentMs: 1,
  p95Ms: 12,
  width: 640,
  height: 360,
  adapter: 'gpu',
  style: 'anime',
  network: { size: 'S', lines: 720 },
  gpuBytes: 1e8,
  ...change,
});

const report = (
  videos: number,
  styled: Stats[] = [],
  faults: Fault[] = [],
  idle = false,
  waiting = 0,
): DocumentReport => ({
  status: {
    type: 'status',
    document: 'd'.repeat(20),
    running: true,
    videos,
    styled,
    faults,
    waiting,
    foreign: [],
    playing: true,
    starting: null,
    capturable: false,
    readable: null,
    camera: null,
    canvas: false,
  },
  idle,
  fps: styled[0]?.fps ?? 0,
  slow: false,
});

const lineOf = (reports: DocumentReport[], style = 'anime') => statusLineOf(reports, style);

const text = (...reports: DocumentReport[]) => lineOf(reports).text;

describe('the status line', () => {
  it('counts the videos and says how fast they are, in plain numbers', () => {
    expect(lineOf([report(1, [figures()])])).toEqual({
      tone: 'live',
      text: '1 video · 30 fps',
      announcement: '1 video restyled',
    });
  });

  it('says that a style is prepared until every video shows it', () => {
    expect(lineOf([report(2, [figures({ style: 'comic' }), figures()], [], true)], 'comic')).toEqual({
      tone: 'busy',
      text: 'Preparing Comic…',
      announcement: 'Preparing Comic…',
    });
    expect(lineOf([report(1, [figures({ style: 'comic' })], [], true)], 'comic').text).toBe('1 video restyled');
  });

  it('adds up the documents of a tab and takes the mean over their videos', () => {
    const slow = figures({ fps: 20 });
    expect(text(report(1, [figures()]), report(3, [slow, slow, slow]))).toBe('4 videos · 23 fps');
  });

  it.each([
    [0.42, '1 video · 0.4 fps'],
    [0.0043, '1 video · 0.1 fps'],
    [59.94, '1 video · 60 fps'],
    [9.96, '1 video · 10 fps'],
    [1.5, '1 video · 1.5 fps'],
  ])('rounds %d as people read it, and never to 0', (fps, expected) => {
    expect(text(report(1, [figures({ fps })]))).toBe(expected);
  });

  it('does not call a video well that gets less than one picture a second', () => {
    const slow = { ...report(1, [figures({ fps: 0.2 })]), slow: true };
    expect(lineOf([slow])).toMatchObject({
      tone: 'trouble',
      text: '1 video · 0.2 fps',
      announcement: '1 video restyled · too much for your graphics card',
    });
    expect(lineOf([slow, report(1, [figures()])]).tone).toBe('live');
    expect(lineOf([{ ...slow, idle: true }]).tone).toBe('quiet');
  });

  it('calls a still restyled, as the toolbar button does, without a rate', () => {
    const status = lineOf([report(1, [figures()], [], true)]);
    expect(status.text).toBe('1 video restyled');
    expect(status.tone).toBe('quiet');
  });

  it('counts all videos beside restyled stills', () => {
    expect(lineOf([report(3, [figures()], ['tainted', 'tainted'], true)]).text).toBe('1 of 3 videos');
  });

  it('counts the videos that are left as they are beside styled ones, and leaves the reason to the box', () => {
    const status = lineOf([report(3, [figures()], ['tainted', 'tainted'])]);
    expect(status.text).toBe('1 of 3 videos · 30 fps');
    expect(status.announcement).toBe('1 video restyled · 2 videos unchanged: from another site');
  });

  it('gives the reason where the user wants it so, or need do nothing', () => {
    expect(text(report(2, [figures()], ['unwanted']))).toBe(
      '1 video · 30 fps · 1 video unchanged: switched off by you',
    );
    expect(text(report(2, [figures()], ['no-frames']))).toMatch(/1 video unchanged: no picture yet$/);
  });

  it('tells how many of the videos the graphics card can restyle', () => {
    const status = lineOf([report(60, Array(12).fill(figures()), [], false, 48)]);
    expect(status.text).toBe('12 of 60 videos · 30 fps');
    expect(status.announcement).toBe('12 of 60 videos restyled, as many as the graphics card can');
  });

  it('is short where the box has the reason', () => {
    expect(lineOf([report(2, [], ['drm', 'no-gpu'])])).toMatchObject({
      tone: 'trouble',
      text: 'Videos play unchanged',
    });
  });

  it.each(['host-gone', 'no-frames'] as const)('does not alarm about %s, which passes', (fault) => {
    expect(lineOf([report(1, [], [fault])]).tone).toBe('busy');
  });

  it('names the user’s own camera without alarm', () => {
    const status = lineOf([report(1, [], ['own-camera'])]);
    expect(status).toMatchObject({ tone: 'quiet', text: 'This is your own camera, as others see it' });
  });

  it('says that there is no video', () => {
    expect(text(report(0), report(0))).toBe('No video on this page');
  });

  it('says that a video was found before its first picture', () => {
    expect(text(report(1))).toBe('1 video found, starting…');
  });

  it('takes videos for starting until one has a picture, waits, or has a fault that stays', () => {
    expect(isStarting([report(0), report(1)])).toBe(true);
    expect(isStarting([report(1, [], ['host-gone'])])).toBe(true);
    expect(isStarting([report(0)])).toBe(false);
    expect(isStarting([report(1, [figures()]), report(1)])).toBe(false);
    expect(isStarting([report(1, [], [], false, 1)])).toBe(false);
    expect(isStarting([report(1, [], ['drm'])])).toBe(false);
  });

  it('announces the same while only figures change', () => {
    const first = lineOf([report(1, [figures({ fps: 29 })])]);
    const second = lineOf([report(1, [figures({ fps: 30 })])]);
    expect(first.text).not.toBe(second.text);
    expect(first.announcement).toBe(second.announcement);
  });
});
