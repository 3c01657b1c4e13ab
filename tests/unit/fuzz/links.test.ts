/** Messages between page, host and extension, with a part of them replaced. */
import { beforeAll, expect } from 'vitest';
import fc from '../../support/property';
import { expectWithinLimits, hostile, places, replaced } from '../protocol/support/hostile';
import { RUNTIME_MESSAGES } from '../protocol/support/runtime-messages';
import { defineSimulatedPictures } from '../protocol/support/values';
import { VIDEO_MESSAGES } from '../protocol/support/video-messages';
import { fuzz } from './support/fuzz';

beforeAll(defineSimulatedPictures);

const spoilt = fc.oneof(
  ...[...VIDEO_MESSAGES, ...RUNTIME_MESSAGES].map(([, parse, valid]) =>
    fc.tuple(valid, fc.array(fc.tuple(fc.nat(), hostile), { maxLength: 2 })).map(([message, changes]) => {
      const spoil = (whole: unknown, [at, value]: (typeof changes)[number]): unknown => {
        const all = places(whole);
        return replaced(whole, all[at % all.length]!, value);
      };
      return { parse, message: changes.reduce(spoil, message as unknown) };
    }),
  ),
);

fuzz('links', spoilt, 0.2, ({ parse, message }) => {
  const parsed = parse(message);
  if (parsed === undefined) return false;
  expectWithinLimits(parsed);
  // The parser accepts its own result unchanged.
  expect(parse(parsed)).toEqual(parsed);
  return true;
});
