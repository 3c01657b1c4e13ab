/** Single values of messages. */
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { arrayBuffer, parserOf } from '../../../src/protocol/values';

test('a buffer of another global is one; views, names alone and shared memory are none', () => {
  const parse = parserOf(arrayBuffer);
  const foreign: unknown = runInNewContext('new ArrayBuffer(8)');
  expect(foreign).not.toBeInstanceOf(ArrayBuffer);
  expect(parse(foreign)).toBe(foreign);
  for (const other of [new Uint8Array(8), new SharedArrayBuffer(8), { byteLength: 8 }, null]) {
    expect(parse(other)).toBeUndefined();
  }
});
