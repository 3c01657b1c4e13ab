/** Every parser of the protocol against valid, spoilt and random messages. */
import { beforeAll, describe, expect, test } from 'vitest';
import fc from '../../support/property';
import { expectWithinLimits, hostile, places, replaced } from './support/hostile';
import { RUNTIME_MESSAGES } from './support/runtime-messages';
import { defineSimulatedPictures } from './support/values';
import { VIDEO_MESSAGES } from './support/video-messages';

beforeAll(defineSimulatedPictures);

const MESSAGES = [...VIDEO_MESSAGES, ...RUNTIME_MESSAGES];

describe.each(MESSAGES)('%s', (_name, parse, valid) => {
  test('is accepted, without unknown keys', () => {
    fc.assert(
      fc.property(valid, fc.anything(), (message, extra) => {
        expect(parse({ ...message, unknownKey: extra })).toEqual(message);
      }),
    );
  });

  test('with anything in the place of any part is refused or safe', () => {
    const altered = valid.chain((message) =>
      fc.tuple(fc.constantFrom(...places(message)), hostile).map(([place, value]) => replaced(message, place, value)),
    );
    fc.assert(
      fc.property(altered, (message) => {
        const parsed = parse(message);
        if (parsed !== undefined) expectWithinLimits(parsed);
      }),
      { numRuns: 500 },
    );
  });

  test('without any one of its parts is refused', () => {
    fc.assert(
      fc.property(valid, (message) => {
        for (const key of Object.keys(message)) {
          const { [key]: _, ...rest } = message;
          expect(parse(rest)).toBeUndefined();
        }
      }),
    );
  });

  test('is not mistaken for another type', () => {
    const strangers = MESSAGES.filter(([, other]) => other !== parse);
    fc.assert(
      fc.property(
        fc.constantFrom(...strangers).chain(([, , other]) => other),
        (message) => {
          expect(parse(message)).toBeUndefined();
        },
      ),
    );
  });

  test('anything at all is refused or safe', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        const parsed = parse(message);
        if (parsed !== undefined) expectWithinLimits(parsed);
      }),
    );
  });
});
