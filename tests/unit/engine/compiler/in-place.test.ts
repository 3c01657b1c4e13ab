import { expect, test } from 'vitest';
import { type Expression, loadExpression, type Tensor } from '../../../../src/engine/compiler/expression';
import { writeInPlace } from '../../../../src/engine/compiler/in-place';
import type { Step } from '../../../../src/engine/compiler/step';

const shape = { channels: 4, height: 8, width: 8 };
const tensor = (id: number, exact = false): Tensor => ({ id, shape, keepF32: exact });
const map = (input: Expression, output: Tensor): Step => ({ kind: 'map', label: 'map', input, output });
const sum = (left: Tensor, right: Tensor): Expression => ({
  kind: 'add',
  shape,
  left: loadExpression(left),
  right: loadExpression(right),
});
/** The tensor that the last step overwrites, where `output` is read after it. */
const overwritten = (step: Step, output: Expression) => {
  const [result] = writeInPlace([step], output);
  return result?.kind === 'map' ? result.overwrites : undefined;
};

test('a sum is written over an operand that no one reads later', () => {
  expect(overwritten(map(sum(tensor(0), tensor(1)), tensor(2)), loadExpression(tensor(2)))).toEqual(tensor(0));
});

test('a sum is not written over an operand that is read later', () => {
  const [a, b] = [tensor(0), tensor(1)];
  expect(overwritten(map(sum(a, b), tensor(2)), loadExpression(a))).toBe(b);
});

test('nothing is written over what is read at other places too', () => {
  const a = tensor(0);
  const halved: Expression = { kind: 'upsample', shape, of: loadExpression(a) };
  const input: Expression = { kind: 'add', shape, left: loadExpression(a), right: halved };
  expect(overwritten(map(input, tensor(1)), loadExpression(tensor(1)))).toBeUndefined();
});

test('nothing is written over numbers of another precision', () => {
  expect(overwritten(map(loadExpression(tensor(0, true)), tensor(1)), loadExpression(tensor(1)))).toBeUndefined();
});
