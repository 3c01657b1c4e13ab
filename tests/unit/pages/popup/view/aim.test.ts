import { expect, it } from 'vitest';
import { isAiming } from '../../../../../src/pages/popup/view/aim';

const [NEVER, NOW] = [Number.NEGATIVE_INFINITY, 10_000];
const moving = { isOver: true, isPressed: false, movedAt: NOW - 100, clickedAt: NEVER };

it('a pointer that moves on a control aims, and one that is pressed there, for as long as it is', () => {
  expect(isAiming(moving, NOW)).toBe(true);
  expect(isAiming({ ...moving, isPressed: true, movedAt: NEVER }, NOW)).toBe(true);
});

it('a pointer elsewhere, one that rests, and one that has just clicked do not', () => {
  expect(isAiming({ ...moving, isOver: false }, NOW)).toBe(false);
  expect(isAiming({ ...moving, movedAt: NOW - 1500 }, NOW)).toBe(false);
  expect(isAiming({ ...moving, clickedAt: NOW - 500 }, NOW)).toBe(false);
});
