/** Spoils messages, and checks what a parser let through. */
import { expect } from 'vitest';
import type { PlanesFrame } from '../../../../src/media/frame';
import { LIMITS } from '../../../../src/protocol/limits';
import fc from '../../../support/property';
import type { AnyMessage } from './values';

/** Values at the edges of the schemas, and values that a hostile sender would try. */
export const hostile = fc.oneof(
  fc.anything({ withBigInt: true, withTypedArray: true, withNullPrototype: true }),
  fc.constantFrom(NaN, Infinity, -Infinity, -1, 0, 1.5, 15, 4097, 2 ** 31, 2 ** 53, '__proto__', 'x'.repeat(10_000)),
  fc.constant(new ArrayBuffer(0)),
);

/** Path of keys to every value in a message. */
export function places(value: unknown, path: string[] = []): string[][] {
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value ?? 0) === Object.prototype;
  if (!isPlain) return [path];
  return [path, ...Object.entries(value as object).flatMap(([key, inner]) => places(inner, [...path, key]))];
}

/** Returns a copy of a message with another value at a path. */
export function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as AnyMessage;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

/** Texts that may be longer than others. */
const MOST_CHARACTERS: Record<string, number> = { source: LIMITS.maxAddressLength, picture: 200_000 };

/** Fails unless every number and size in an accepted message is within the limits. */
export function expectWithinLimits(message: unknown): void {
  const visit = (value: unknown, key: string) => {
    if (typeof value === 'number') {
      expect(Number.isFinite(value)).toBe(true);
      if (key === 'strength' || key === 'missed') expect(value >= 0 && value <= 1).toBe(true);
      if (['left', 'top', 'right', 'bottom'].includes(key)) expect(value >= 0 && value <= 1).toBe(true);
      if (key === 'frameMs') expect(value >= LIMITS.minFrameMs).toBe(true);
      if (key === 'time') expect(value >= 0 && value <= 1e9).toBe(true);
      if (key === 'rate') expect(value >= 0 && value <= 16).toBe(true);
      if (key === 'every') expect(value >= 0 && value <= LIMITS.maxPace).toBe(true);
      if (key === 'width' || key === 'height') {
        expect(Number.isInteger(value) && value >= LIMITS.minSide && value <= LIMITS.maxSide).toBe(true);
      }
    } else if (typeof value === 'string') {
      expect(value.length).toBeLessThanOrEqual(MOST_CHARACTERS[key] ?? LIMITS.maxTextLength);
      if (key === 'source') expect(value).toMatch(/^https?:\/\//);
    } else if (Object.getPrototypeOf(value ?? 0) === Object.prototype || Array.isArray(value)) {
      for (const [inner, child] of Object.entries(value as object)) visit(child, inner);
    }
  };
  visit(message, '');
  type Carrying = { frame?: PlanesFrame };
  const { frame, message: bridged } = message as Carrying & { message?: Carrying };
  if (bridged?.frame?.kind === 'planes') expectPlanesInside(bridged.frame);
  if (frame?.kind === 'planes') expectPlanesInside(frame);
}

function expectPlanesInside({ format, width, height, layout, data }: PlanesFrame): void {
  expect(layout).toHaveLength({ RGBA: 1, NV12: 2, I420: 3 }[format]);
  layout.forEach(({ offset, stride }, i) => {
    const rows = i === 0 ? height : Math.ceil(height / 2);
    const bytes = i === 0 ? width * (format === 'RGBA' ? 4 : 1) : Math.ceil(width / 2) * (format === 'NV12' ? 2 : 1);
    expect(stride).toBeGreaterThanOrEqual(bytes);
    expect(offset + (rows - 1) * stride + bytes).toBeLessThanOrEqual(data.byteLength);
  });
}
