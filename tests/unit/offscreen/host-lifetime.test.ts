import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HostLifetime, LINGER_MS, OFF_COUNTS_MS } from '../../../src/offscreen/host-lifetime';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A lifetime with sessions that a test begins and ends, as the host does. */
function open() {
  const end = vi.fn();
  let sessions = 0;
  let requests = 0;
  const lifetime = new HostLifetime(() => sessions + requests === 0, end);
  return {
    end,
    begin: () => {
      sessions++;
      lifetime.stay();
    },
    leave: (reason: 'off' | 'gone') => {
      sessions--;
      if (reason === 'off') lifetime.noteOff();
      if (sessions === 0) lifetime.linger();
      lifetime.check();
    },
    setRequests: (count: number) => {
      requests = count;
      lifetime.check();
    },
  };
}

test('without any session the document ends after a minute', () => {
  const { end } = open();
  vi.advanceTimersByTime(LINGER_MS - 1);
  expect(end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(end).toHaveBeenCalledTimes(1);
});

test('it ends at once when the last video is switched off, and a minute after a page has left', () => {
  const off = open();
  off.begin();
  vi.advanceTimersByTime(2 * LINGER_MS);
  expect(off.end).not.toHaveBeenCalled();
  off.leave('off');
  expect(off.end).toHaveBeenCalledTimes(1);

  const gone = open();
  gone.begin();
  gone.leave('gone');
  expect(gone.end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(LINGER_MS);
  expect(gone.end).toHaveBeenCalledTimes(1);
});

test('a session whose page left unheard before the switch-off, and is given up after it, does not keep the document', () => {
  const { end, begin, leave } = open();
  begin();
  begin();
  leave('off');
  expect(end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(OFF_COUNTS_MS - 1);
  leave('gone');
  expect(end).toHaveBeenCalledTimes(1);
});

test('a page that leaves long after the switch-off of another, or a session that began since, makes it linger', () => {
  const long = open();
  long.begin();
  long.begin();
  long.leave('off');
  vi.advanceTimersByTime(OFF_COUNTS_MS);
  long.leave('gone');
  expect(long.end).not.toHaveBeenCalled();

  const since = open();
  since.begin();
  since.begin();
  since.leave('off');
  since.begin();
  since.leave('gone');
  since.leave('gone');
  expect(since.end).not.toHaveBeenCalled();
});

test('a video that waits for a slot keeps it until its request goes', () => {
  const { end, begin, leave, setRequests } = open();
  begin();
  setRequests(1);
  leave('off');
  expect(end).not.toHaveBeenCalled();
  setRequests(0);
  expect(end).toHaveBeenCalledTimes(1);
});
