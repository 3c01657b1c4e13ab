import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { log, logged, setLogging } from '../../../src/util/log';

const info = vi.spyOn(console, 'info').mockImplementation(() => {});

beforeEach(() => info.mockClear());
afterEach(() => setLogging(false));

test('the log is off by default', () => {
  log('test', 'something happened');
  expect(info).not.toHaveBeenCalled();
});

test('switched on it writes the source, the message and the details; switched off again nothing', () => {
  setLogging(true);
  log('test', 'something happened', { id: 1 });
  expect(info.mock.calls).toEqual([['[inkreel test] something happened', { id: 1 }]]);
  setLogging(false);
  log('test', 'something else happened');
  expect(info).toHaveBeenCalledTimes(1);
});

test('a rejection is logged, and answered with the fallback', async () => {
  setLogging(true);
  const error = new Error('no');
  expect(await Promise.reject(error).catch(logged('test', 'It failed', null))).toBeNull();
  expect(info.mock.calls).toEqual([['[inkreel test] It failed', error]]);
});

test('without the log a rejection is answered all the same', async () => {
  expect(await Promise.reject(new Error('no')).catch(logged('test', 'It failed', 7))).toBe(7);
  expect(info).not.toHaveBeenCalled();
});

test('a debug build logs whatever the setting says', async () => {
  vi.stubGlobal('__INKREEL_DEBUG__', true);
  vi.resetModules();
  const built: typeof import('../../../src/util/log') = await import('../../../src/util/log');
  built.setLogging(false);
  built.log('test', 'something happened');
  expect(info).toHaveBeenCalledTimes(1);
  vi.unstubAllGlobals();
});
