import { describe, expect, test } from 'vitest';
import { type Corners, isMirrored, Quad } from '../../../../src/content-script/page/quad';
import fc from '../../../support/property';

const point = (x: number, y: number) => ({ x, y });
const UPRIGHT: Corners = [point(10, 20), point(110, 20), point(110, 70), point(10, 70)];
const MIRRORED: Corners = [UPRIGHT[1], UPRIGHT[0], UPRIGHT[3], UPRIGHT[2]];
/** A quarter turn clockwise. */
const TURNED: Corners = [point(70, 0), point(70, 100), point(20, 100), point(20, 0)];
/** A perspective in which the right edge is further away and half as high. */
const FORESHORTENED: Corners = [point(0, 0), point(90, 25), point(90, 75), point(0, 100)];

const near = ({ x, y }: { x: number; y: number }) => ({ x: expect.closeTo(x, 6), y: expect.closeTo(y, 6) });

describe('a share of the width is found', () => {
  test('where the rectangle stands upright', () => {
    expect(new Quad(UPRIGHT).at(0.25, 0.5)).toEqual(near(point(35, 45)));
  });

  test('from the side that appears on the left, where it is mirrored', () => {
    expect([isMirrored(UPRIGHT), isMirrored(MIRRORED)]).toEqual([false, true]);
    expect(new Quad(MIRRORED).at(0.25, 0.5)).toEqual(near(point(35, 45)));
  });

  test('across the height of the screen, after a quarter turn', () => {
    expect(new Quad(TURNED).at(0.25, 0.5)).toEqual(near(point(45, 25)));
  });

  test('nearer to the far edge, in perspective', () => {
    const middle = new Quad(FORESHORTENED).at(0.5, 0.5);
    expect(middle).toEqual(near(point(60, 50)));
  });
});

test('mapping a point back returns its share, all along the line', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const layouts = fc.constantFrom(UPRIGHT, MIRRORED, TURNED, FORESHORTENED);
  fc.assert(
    fc.property(layouts, share, share, (corners, across, down) => {
      const quad = new Quad(corners);
      expect(quad.acrossAt(quad.at(across, down))).toBeCloseTo(across, 6);
    }),
  );
});

test('a rectangle seen edge-on has no finite share', () => {
  const edge: Corners = [point(0, 0), point(100, 0), point(100, 0), point(0, 0)];
  expect(Number.isFinite(new Quad(edge).acrossAt(point(50, 0)))).toBe(false);
});
