import { beforeEach, expect, test, vi } from 'vitest';

type OverlayReach = typeof import('../../../../src/content-script/page/overlay-reach');
let reach: OverlayReach;

/** A document of its own: the module keeps what it has learned of one. */
beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('self', { origin: 'https://example.com', crossOriginIsolated: false });
  vi.stubGlobal('location', { href: 'https://example.com/' });
  vi.resetModules();
  reach = await import('../../../../src/content-script/page/overlay-reach');
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

/** Minutes until an overlay is tried again. */
function minutesBlocked(): number {
  let minutes = 0;
  for (; reach.needsBridge(); minutes++) vi.advanceTimersByTime(60_000);
  return minutes;
}

test('after an overlay without an answer a bridge is taken, and overlays are tried again after 1, 2 ... 60 minutes', () => {
  expect(reach.needsBridge()).toBe(false);
  const blocked = Array.from({ length: 8 }, () => {
    expect(reach.noteUnansweredOverlay()).toBe(true);
    return minutesBlocked();
  });
  expect(blocked).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});

test('several overlays that are late together count once', () => {
  for (let video = 0; video < 16; video++) reach.noteUnansweredOverlay();
  expect(minutesBlocked()).toBe(1);
});

test('where one has answered, a late one is no reason for a bridge', () => {
  reach.noteReachedOverlay();
  expect(reach.noteUnansweredOverlay()).toBe(false);
  expect(reach.needsBridge()).toBe(false);
});
