import { expect, it } from 'vitest';
import { toSrgbPrimaries } from '../../../../src/engine/input/primaries';

const rowsOf = (values: Float32Array) => [0, 4, 8].map((start) => [...values.subarray(start, start + 3)]);

it.each(['smpte170m', 'bt470bg', 'bt2020', 'smpte432'] as const)('keeps white under %s', (primaries) => {
  for (const row of rowsOf(toSrgbPrimaries(primaries)))
    expect(row.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
});

it('is the matrix that ITU-R BT.2087 gives from BT.2020 to BT.709', () => {
  const expected = [
    [1.6605, -0.5876, -0.0728],
    [-0.1246, 1.1329, -0.0083],
    [-0.0182, -0.1006, 1.1187],
  ];
  rowsOf(toSrgbPrimaries('bt2020')).forEach((row, r) => {
    row.forEach((value, c) => {
      expect(value).toBeCloseTo(expected[r]![c]!, 3);
    });
  });
});
