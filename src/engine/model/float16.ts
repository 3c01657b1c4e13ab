/** Converts IEEE 754 binary16 for files and buffers: not every JavaScript engine in use has Float16Array. */

const bits = new DataView(new ArrayBuffer(4));

/** The number that a binary16 bit pattern stands for, subnormals, infinities and NaN included. */
export function float16ToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest binary16 bit pattern, ties to even; values that round above 65504 become infinite. */
export function numberToFloat16(value: number): number {
  bits.setFloat32(0, value);
  const word = bits.getUint32(0);
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude < 0x38800000) return sign | roundHalfEven(Math.abs(value) * 2 ** 24);
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

export function float16ToFloat32(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, float16ToNumber);
}

export function float32ToFloat16(floats: Float32Array): Uint16Array {
  return Uint16Array.from(floats, numberToFloat16);
}
