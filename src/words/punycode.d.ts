/** The part of the package `punycode` that is used. The file is named, because `punycode` alone is a module of Node's. */
declare module 'punycode/punycode.es6.js' {
  /** Returns the text of a label without its `xn--`. Throws RangeError if it is broken. */
  export function decode(encoded: string): string;
}
