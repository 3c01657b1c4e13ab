import type { ColorPrimaries } from './frame';

/** Chromaticities x, y of red, green and blue. */
type Chromaticities = readonly [xr: number, yr: number, xg: number, yg: number, xb: number, yb: number];

/** Sources: ITU-R BT.709, BT.601 (525 and 625 lines), BT.2020, SMPTE EG 432-1. All have the white D65. */
const SRGB: Chromaticities = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06];
const CHROMATICITIES: Record<ColorPrimaries, Chromaticities> = {
  smpte170m: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07],
  bt470bg: [0.64, 0.33, 0.29, 0.6, 0.15, 0.06],
  bt2020: [0.708, 0.292, 0.17, 0.797, 0.131, 0.046],
  smpte432: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06],
};
const [WHITE_X, WHITE_Y] = [0.3127, 0.329];

/** Three rows of three numbers. */
type Matrix = readonly (readonly number[])[];

const multiply = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => [0, 1, 2].map((column) => row.reduce((sum, value, i) => sum + value * b[i]![column]!, 0)));

/** The inverse by cofactors. */
function inverse(m: Matrix): Matrix {
  const at = (row: number, column: number) => m[(row + 3) % 3]![(column + 3) % 3]!;
  const cofactor = (row: number, column: number) =>
    at(row + 1, column + 1) * at(row + 2, column + 2) - at(row + 1, column + 2) * at(row + 2, column + 1);
  const determinant = [0, 1, 2].reduce((sum, column) => sum + at(0, column) * cofactor(0, column), 0);
  return [0, 1, 2].map((row) => [0, 1, 2].map((column) => cofactor(column, row) / determinant));
}

/** The matrix from linear red, green and blue to CIE XYZ, by which equal parts give white of luminance 1. */
function toXyz([xr, yr, xg, yg, xb, yb]: Chromaticities): Matrix {
  const full = (x: number, y: number) => [x / y, 1, (1 - x - y) / y];
  const [red, green, blue] = [full(xr, yr), full(xg, yg), full(xb, yb)];
  const columns = [0, 1, 2].map((i) => [red[i]!, green[i]!, blue[i]!]);
  const white = full(WHITE_X, WHITE_Y).map((value) => [value, 0, 0]);
  const parts = multiply(inverse(columns), white).map(([part]) => part!);
  return columns.map((row) => row.map((value, i) => value * parts[i]!));
}

/** The matrix from linear light of `primaries` to that of sRGB: three rows of four numbers, of which the last is 1. */
export function toSrgbPrimaries(primaries: ColorPrimaries): Float32Array<ArrayBuffer> {
  const rows = multiply(inverse(toXyz(SRGB)), toXyz(CHROMATICITIES[primaries]));
  return new Float32Array(rows.flatMap((row) => [...row, 1]));
}
