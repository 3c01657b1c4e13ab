import { describe, expect, it, vi } from 'vitest';

// The module reads prototypes of the browser when it is loaded.
vi.mock('../../../../src/content-script/page/dom', () => ({}));
const { moved } = await import('../../../../src/content-script/player/divider');

describe('a key on the line between original and style', () => {
  it.each([
    ['ArrowRight', false, 0.52],
    ['ArrowUp', false, 0.52],
    ['ArrowLeft', false, 0.48],
    ['ArrowDown', true, 0.4],
    ['PageUp', false, 0.6],
    ['Home', false, 0],
    ['End', false, 1],
    ['a', false, null],
    ['toString', false, null],
  ])('%s (with Shift: %s) takes it to %s', (key, isShifted, position) => {
    const result = moved(0.5, key, isShifted);
    if (position === null) expect(result).toBeNull();
    else expect(result).toBeCloseTo(position);
  });

  it('never takes it beyond the picture', () => {
    expect(moved(0.99, 'ArrowRight', true)).toBe(1);
    expect(moved(0.01, 'ArrowLeft', true)).toBe(0);
  });
});
