import { describe, expect, it, vi } from 'vitest';
import { begunOf, DocumentReports } from '../../../../src/pages/popup/documents';
import type { DocumentStatus } from '../../../../src/protocol/runtime';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const status = (document: string, styled: number, fps = 30): DocumentStatus => ({
  type: 'status',
  document,
  running: true,
  videos: 1,
  styled: [
    {
      fps,
      styled,
      dropped: 0,
      captureMs: 1,
      transportMs: 1,
      networkMs: 1,
      presentMs: 1,
      p95Ms: 12,
      width: 640,
      height: 360,
      adapter: 'gpu',
      style: 'anime',
      network: { size: 'S', lines: 720 },
      gpuBytes: 1e8,
    },
  ],
  faults: [],
  waiting: 0,
  foreign: [],
  playing: true,
  starting: null,
  capturable: false,
  readable: null,
  camera: null,
  canvas: false,
});

describe('document reports', () => {
  it('keep the newest of each document', () => {
    const reports = new DocumentReports();
    reports.add(status('a', 1), 0);
    reports.add(status('b', 1), 100);
    reports.add(status('a', 9), 500);
    expect(reports.current(600).map(({ status }) => status.styled[0]?.styled)).toEqual([9, 1]);
  });

  it('count only where Inkreel has begun, so that no page is without videos while it starts again', () => {
    const reports = new DocumentReports();
    reports.add({ ...status('a', 0), running: false, videos: 0, styled: [] }, 0);
    reports.add(status('b', 1), 0);
    expect(begunOf(reports.current(1)).map(({ status }) => status.document)).toEqual(['b']);
  });

  it('drop a document that fell silent', () => {
    const reports = new DocumentReports();
    reports.add(status('a', 1), 0);
    reports.add(status('b', 1), 2000);
    expect(reports.current(2001).map(({ status }) => status.document)).toEqual(['b']);
    // All fall silent where the computer is busy.
    expect(reports.current(20_000)).toHaveLength(1);
    expect(reports.current(40_000)).toEqual([]);
  });

  it('call a document idle when its count of pictures stands still', () => {
    const reports = new DocumentReports();
    for (let now = 0; now <= 2000; now += 500) reports.add(status('a', 7), now);
    expect(reports.current(2000)[0]?.idle).toBe(true);
    reports.add(status('a', 8), 2400);
    expect(reports.current(2500)[0]?.idle).toBe(false);
  });

  it('call a document idle as soon as its video is paused, and start a new average when it plays on', () => {
    const reports = new DocumentReports();
    for (let now = 0; now <= 20_000; now += 500) reports.add(status('a', Math.floor(now / 5000), 0.2), now);
    expect(reports.current(20_000)[0]).toMatchObject({ idle: false });
    reports.add({ ...status('a', 4, 0.2), playing: false }, 20_500);
    expect(reports.current(20_500)[0]).toMatchObject({ idle: true });
    for (let now = 21_000; now <= 23_000; now += 500) reports.add(status('a', 4 + (now - 21_000) * 0.03), now);
    expect(reports.current(23_000)[0]?.idle).toBe(false);
    expect(reports.current(23_000)[0]?.fps).toBeCloseTo(30);
  });

  it('wait longer for a slow adapter before calling it idle', () => {
    const reports = new DocumentReports();
    for (let now = 0; now <= 4000; now += 500) reports.add(status('a', 7, 0.5), now);
    expect(reports.current(4000)[0]?.idle).toBe(false);
  });

  it('average the frame rate over two seconds of pictures', () => {
    const reports = new DocumentReports();
    // 24 pictures a second, which the video's own half seconds tell as 0 and 48 in turn.
    for (let i = 0; i <= 8; i++) reports.add(status('a', i * 12, i % 2 === 0 ? 0 : 48), i * 500);
    expect(reports.current(4000)[0]?.fps).toBeCloseTo(24);
  });

  it('average slow videos over a longer time, so that no report makes their rate 0', () => {
    const reports = new DocumentReports();
    for (let now = 0; now <= 9000; now += 500) {
      reports.add(status('a', Math.floor(now / 2500), 0.4), now);
      expect(reports.current(now)[0]?.fps).toBeGreaterThan(0.1);
    }
    expect(reports.current(9000)[0]?.fps).toBeCloseTo(0.4, 0);
  });

  it('call a document slow only after seconds without a picture each', () => {
    const reports = new DocumentReports();
    const seen: boolean[] = [];
    for (let now = 0; now <= 9000; now += 500) {
      reports.add(status('a', Math.floor(now / 2500), 0.4), now);
      seen.push(reports.current(now)[0]!.slow);
    }
    expect(seen.slice(0, 8)).not.toContain(true);
    expect(seen.at(-1)).toBe(true);
    for (let now = 9500; now <= 12_000; now += 500) reports.add(status('a', now * 0.03, 30), now);
    expect(reports.current(12_000)[0]?.slow).toBe(false);
  });

  it('call a document slow as soon as its pictures were measured to take too long', () => {
    const slowAt = (networkMs: number, pictures: number[], playing = true) => {
      const reports = new DocumentReports();
      pictures.forEach((count, i) => {
        const { styled, ...rest } = status('a', count);
        reports.add({ ...rest, playing, styled: styled.map((each) => ({ ...each, networkMs })) }, i * 500);
      });
      return reports.current(pictures.length * 500)[0]?.slow;
    };
    expect(slowAt(3500, [1])).toBe(true);
    expect(slowAt(3500, [1], false)).toBe(false);
    expect(slowAt(1200, [1, 2])).toBe(false);
    expect(slowAt(1200, [1, 2, 3])).toBe(true);
    expect(slowAt(900, [1, 2, 3])).toBe(false);
  });

  it('start a new average after a pause', () => {
    const reports = new DocumentReports();
    for (let now = 0; now <= 10_000; now += 500) reports.add(status('a', 7), now);
    for (let now = 10_500; now <= 12_500; now += 500) reports.add(status('a', 7 + (now - 10_000) * 0.03), now);
    expect(reports.current(12_500)[0]?.fps).toBeCloseTo(30);
  });

  it('call a document slow after some time, until it is clearly faster or another network draws it', () => {
    const reports = new DocumentReports();
    let [pictures, now] = [0, 0];
    const play = (fps: number, seconds: number, lines = 720) => {
      for (let left = seconds * 2; left > 0; left--) {
        now += 500;
        pictures += fps / 2;
        const { styled, ...rest } = status('a', Math.floor(pictures), fps);
        reports.add({ ...rest, styled: styled.map((each) => ({ ...each, network: { size: 'XS', lines } })) }, now);
      }
      return reports.current(now)[0]?.slow;
    };
    expect([play(0.8, 3), play(0.8, 12), play(1.1, 20), play(2, 20)]).toEqual([false, true, true, false]);
    expect([play(0.8, 20), play(0.8, 1, 360), play(0.8, 12, 360)]).toEqual([true, false, true]);
  });
});
