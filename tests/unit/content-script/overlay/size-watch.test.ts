import { afterEach, expect, it, vi } from 'vitest';
import { SizeWatch } from '../../../../src/content-script/overlay/size-watch';

afterEach(() => vi.unstubAllGlobals());

it('reports a change of size outside of the observer, once a frame, and nothing once stopped', () => {
  let observe = () => {};
  const frames = new Map<number, () => void>();
  let lastFrame = 0;
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(callback: () => void) {
        observe = callback;
      }
      observe() {}
      disconnect() {}
    },
  );
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.set(++lastFrame, callback) && lastFrame);
  vi.stubGlobal('cancelAnimationFrame', (id: number) => frames.delete(id));
  const changed = vi.fn();
  const watch = new SizeWatch({} as Element, changed);
  observe();
  observe();
  expect(changed).not.toHaveBeenCalled();
  expect(frames.size).toBe(1);
  for (const frame of frames.values()) frame();
  expect(changed).toHaveBeenCalledOnce();
  observe();
  watch.stop();
  expect(changed).toHaveBeenCalledOnce();
  expect(frames.has(lastFrame)).toBe(false);
});
