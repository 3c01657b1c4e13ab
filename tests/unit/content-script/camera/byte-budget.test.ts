import { expect, test } from 'vitest';
import { ByteBudget } from '../../../../src/content-script/camera/byte-budget';

test('what does not fit is refused and takes nothing; what comes back is there again', () => {
  const budget = new ByteBudget(100);
  expect(budget.take(60)).toBe(true);
  expect(budget.take(60)).toBe(false);
  expect(budget.take(40)).toBe(true);
  expect(budget.take(1)).toBe(false);
  budget.giveBack(60);
  expect(budget.take(60)).toBe(true);
});
