/** The pauses before a lost overlay is tried again, and the host that starts during the first of them. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const extension = vi.hoisted(() => ({ id: 'id' as string | undefined, messages: [] as unknown[] }));
vi.mock('webextension-polyfill', () => ({
  default: {
    runtime: {
      get id() {
        return extension.id;
      },
      getURL: (path: string) => `chrome-extension://id/${path}`,
      sendMessage: (message: unknown) => {
        extension.messages.push(message);
        return Promise.reject(new Error('no worker'));
      },
    },
  },
}));

const { Recovery } = await import('../../../../src/content-script/session/recovery');

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(extension, { id: 'id', messages: [] });
});
afterEach(() => void vi.useRealTimers());

test('the next host is asked for at once, before the video is tried again', () => {
  const again = vi.fn();
  new Recovery(again).schedule();
  expect(extension.messages).toEqual([{ type: 'expect-host' }]);
  expect(again).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(again).toHaveBeenCalledOnce();
});

test('the pause doubles with every failure, and is short again after a success', () => {
  const again = vi.fn();
  const recovery = new Recovery(again);
  for (const pause of [100, 200, 400, 800]) {
    again.mockClear();
    recovery.schedule();
    vi.advanceTimersByTime(pause - 1);
    expect(again).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(again).toHaveBeenCalledOnce();
  }
  recovery.succeed();
  again.mockClear();
  recovery.schedule();
  vi.advanceTimersByTime(100);
  expect(again).toHaveBeenCalledOnce();
});

test('once the extension is gone nothing is asked for, and nothing tried', () => {
  const again = vi.fn();
  extension.id = undefined;
  new Recovery(again).schedule();
  vi.advanceTimersByTime(60_000);
  expect(extension.messages).toEqual([]);
  expect(again).not.toHaveBeenCalled();
});
