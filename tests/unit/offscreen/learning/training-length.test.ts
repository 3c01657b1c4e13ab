import { expect, it } from 'vitest';
import { stepsFor } from '../../../../src/offscreen/learning/training-length';

it('a fast device takes more steps in the time that anybody waits, a slow one the fewest', () => {
  const steps = [5, 20, 30, 50, 60, 600, Number.POSITIVE_INFINITY].map(stepsFor);
  expect(steps).toEqual([600, 600, 400, 200, 200, 200, 200]);
});
