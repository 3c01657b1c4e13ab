import { expect, test } from 'vitest';
import { RecoveryBudget } from '../../../../src/offscreen/gpu/device-manager';

test('losses are recovered from until there are too many at once', () => {
  const budget = new RecoveryBudget(3, 60_000, () => 0);
  expect([1, 2, 3, 4].map(() => budget.spend())).toEqual([true, true, true, false]);
});

test('losses long ago do not count', () => {
  let now = 0;
  const budget = new RecoveryBudget(1, 60_000, () => now);
  expect(budget.spend()).toBe(true);
  now = 59_999;
  expect(budget.spend()).toBe(false);
  now = 200_000;
  expect(budget.spend()).toBe(true);
});
