import { afterEach, expect, it, vi } from 'vitest';
import { watchLeaving } from '../../../../src/content-script/session/page-leave';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function watched() {
  const listeners = new Map<string, (event: { isTrusted: boolean; persisted?: boolean }) => void>();
  vi.stubGlobal('window', { addEventListener: listeners.set.bind(listeners) });
  vi.useFakeTimers();
  const changed = vi.fn();
  watchLeaving(changed, new AbortController().signal);
  return { changed, fire: (type: string, isTrusted: boolean) => listeners.get(type)?.({ isTrusted }) };
}

it('the page is about to be left, and stays if nothing comes of it', () => {
  const { changed, fire } = watched();
  fire('beforeunload', true);
  expect(changed.mock.calls).toEqual([[true]]);
  vi.advanceTimersByTime(3000);
  expect(changed.mock.calls).toEqual([[true], [false]]);
});

it('an event that the page makes up takes no overlay away', () => {
  const { changed, fire } = watched();
  fire('beforeunload', false);
  vi.advanceTimersByTime(3000);
  expect(changed).not.toHaveBeenCalled();
});
