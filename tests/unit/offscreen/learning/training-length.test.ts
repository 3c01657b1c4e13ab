import { expect, it } from 'vitest';
import { stepsFor } from '../../../../src/offscreen/learning/training-length';

it('a fast device takes more steps in the time that anybody waits, a slow one the fewest', () => {
  const steps = [5, 18, 29, 50, 70, 75, 600, Number.POSITIVE_INFINITY].map(stepsFor);
  expect(steps).toEqual([800, 800, 500, 300, 200, 200, 200, 200]);
});
