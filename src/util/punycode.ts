/** Decodes Punycode (RFC 3492), by which hostnames hold letters outside ASCII. Browsers encode it, but decode it for no script. */

const [BASE, T_MIN, T_MAX, SKEW, DAMP, FIRST_BIAS, FIRST_CODE] = [36, 1, 26, 38, 700, 72, 128];

/** Returns the value of a digit: letters count from 0 and numerals from 26, the other way round than in base 36. NaN for others. */
const digitOf = (digit: string): number =>
  /^[a-z0-9]$/.test(digit) ? (Number.parseInt(digit, BASE) + 26) % BASE : Number.NaN;

function adapted(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / length);
  let bias = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) / 2; bias += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return bias + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

/** Returns the text of a label without its `xn--`, in lower case; undefined if it is broken. */
export function decodePunycode(encoded: string): string | undefined {
  const end = encoded.lastIndexOf('-');
  const codes = [...encoded.slice(0, Math.max(end, 0))].map((char) => char.charCodeAt(0));
  let [code, index, bias, at] = [FIRST_CODE, 0, FIRST_BIAS, end + 1];
  while (at < encoded.length) {
    const before = index;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(encoded.charAt(at++));
      index += digit * weight;
      if (!Number.isSafeInteger(index)) return undefined;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = codes.length + 1;
    bias = adapted(index - before, length, before === 0);
    code += Math.floor(index / length);
    if (code > 0x10ffff) return undefined;
    codes.splice(index % length, 0, code);
    index = (index % length) + 1;
  }
  return String.fromCodePoint(...codes);
}
