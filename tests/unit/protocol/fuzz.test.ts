import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { PlanesFrame } from '../../../src/media/frame';
import { parseBridgedToHost, parseBridgedToPage, parseExpectBridge } from '../../../src/protocol/bridge';
import { parseCameraToRelay, parseCameraTrack } from '../../../src/protocol/camera';
import { FAULTS } from '../../../src/protocol/faults';
import { LIMITS } from '../../../src/protocol/limits';
import {
  parseAttachOverlay,
  parseHostToOverlay,
  parseOverlayFit,
  parseOverlayHandshake,
  parseOverlayToHost,
} from '../../../src/protocol/overlay-host';
import { parseHostToPage, parsePageToHost } from '../../../src/protocol/page-host';
import {
  parsePageToProxyVideo,
  parseProxyVideoHandshake,
  parseProxyVideoToPage,
} from '../../../src/protocol/proxy-video';
import {
  parseAccessGranted,
  parseActOnVideo,
  parseAskDebug,
  parseAskSettings,
  parseAskStyles,
  parseBeginFirstLook,
  parseDebugChanged,
  parseDocumentStatus,
  parseExpectOverlay,
  parseFirstLook,
  parseOpenWindow,
  parsePageState,
  parseSetLook,
  parseSettingsChanged,
  parseTellOnVideo,
  parseVideoPlace,
} from '../../../src/protocol/runtime';
import { parseExpectHost, parseGrantSlots, parseRequestSlots } from '../../../src/protocol/slots';
import fc from '../../support/property';

/** Stands in for the browser's classes, which schemas recognise by their names. */
class SimulatedPicture {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
}

beforeAll(() => {
  vi.stubGlobal('ImageBitmap', class ImageBitmap extends SimulatedPicture {});
  vi.stubGlobal('VideoFrame', class VideoFrame extends SimulatedPicture {});
  vi.stubGlobal('OffscreenCanvas', class OffscreenCanvas extends SimulatedPicture {});
});

type AnyMessage = Record<string, unknown>;

const pictureOf = (name: 'ImageBitmap' | 'VideoFrame' | 'OffscreenCanvas', width = 16, height = 16): unknown =>
  Reflect.construct(Reflect.get(globalThis, name), [width, height]);

const count = fc.nat();
const side = fc.integer({ min: LIMITS.minSide, max: 96 });
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const milliseconds = fc.double({ min: 0, max: 60_000, noNaN: true });
const seconds = fc.double({ min: 0, max: 1e9, noNaN: true });
const moment = fc.double({ min: 0, max: 1e14, noNaN: true });
const nonce = fc.stringMatching(/^[A-Za-z0-9_-]{16,64}$/);
const style = fc.stringMatching(/^[a-z0-9-]{1,40}$/);
const text = fc.string({ maxLength: LIMITS.maxTextLength });
const look = fc.record(
  { style, strength: unit, quality: fc.constantFrom('auto', 'XS', 'S', 'M') },
  { requiredKeys: ['style', 'strength'] },
);
const report = fc.record({
  area: fc.double({ min: 0, max: LIMITS.maxShownSide ** 2, noNaN: true }),
  lines: fc.double({ min: 0, max: LIMITS.maxShownSide, noNaN: true }),
  frameMs: fc.option(fc.double({ min: LIMITS.minFrameMs, max: 60_000, noNaN: true })),
  missed: unit,
});
const fault = fc.constantFrom(...FAULTS);

const planes = fc
  .record({
    format: fc.constantFrom('I420' as const, 'NV12' as const),
    width: side,
    height: side,
    matrix: fc.constantFrom('bt601', 'bt709', 'bt2020'),
    fullRange: fc.boolean(),
    padding: fc.nat(8),
  })
  .map(({ padding, ...rest }) => {
    const [halfWidth, halfHeight] = [Math.ceil(rest.width / 2), Math.ceil(rest.height / 2)];
    const rows = rest.format === 'NV12' ? [rest.height, halfHeight] : [rest.height, halfHeight, halfHeight];
    const bytes = rest.format === 'NV12' ? [rest.width, 2 * halfWidth] : [rest.width, halfWidth, halfWidth];
    let offset = 0;
    const layout = rows.map((count, i) => {
      const plane = { offset, stride: bytes[i]! + padding };
      offset += plane.stride * count;
      return plane;
    });
    return { kind: 'planes', ...rest, layout, data: new ArrayBuffer(offset) };
  });
const bitmap = fc
  .tuple(side, side)
  .map(([width, height]) => ({ kind: 'image', width, height, image: pictureOf('ImageBitmap', width, height) }));
const stats = fc.record({
  fps: fc.double({ min: 0, max: 1000, noNaN: true }),
  styled: count,
  dropped: count,
  captureMs: milliseconds,
  transportMs: milliseconds,
  networkMs: milliseconds,
  presentMs: milliseconds,
  width: side,
  height: side,
  adapter: text,
  style,
});

/** Name, parser and valid messages of each type. */
const MESSAGES: [name: string, parse: (message: unknown) => unknown, valid: fc.Arbitrary<AnyMessage>][] = [
  ['open', parsePageToHost, fc.record({ type: fc.constant('open'), look })],
  [
    'frame',
    parsePageToHost,
    fc.record({
      type: fc.constant('frame'),
      id: count,
      captureMs: milliseconds,
      sentAt: fc.double({ min: 0, max: 1e13, noNaN: true }),
      discontinuity: fc.boolean(),
      frame: fc.oneof(planes, bitmap),
    }),
  ],
  ['look', parsePageToHost, fc.record({ type: fc.constant('look'), look })],
  ['playback', parsePageToHost, fc.record({ type: fc.constant('playback'), report })],
  [
    'save-picture',
    parsePageToHost,
    fc.record({ type: fc.constant('save-picture'), name: fc.stringMatching(/^[a-zA-Z0-9 .-]{1,80}\.png$/) }),
  ],
  ['close', parsePageToHost, fc.record({ type: fc.constant('close'), reason: fc.constantFrom('off', 'gone') })],
  ['ready', parseHostToPage, fc.record({ type: fc.constant('ready'), session: nonce })],
  ['presented', parseHostToPage, fc.record({ type: fc.constant('presented'), id: count })],
  ['dropped', parseHostToPage, fc.record({ type: fc.constant('dropped'), id: count })],
  ['pace', parseHostToPage, fc.record({ type: fc.constant('pace'), every: fc.nat(LIMITS.maxPace) })],
  ['copies', parsePageToHost, fc.record({ type: fc.constant('copies'), wanted: fc.boolean() })],
  ['copy', parseHostToPage, fc.constant(0).map(() => ({ type: 'copy', bitmap: pictureOf('ImageBitmap') }))],
  ['stats', parseHostToPage, fc.record({ type: fc.constant('stats'), stats })],
  ['reached', parseHostToPage, fc.record({ type: fc.constant('reached') })],
  ['fault', parseHostToPage, fc.record({ type: fc.constant('fault'), fault, message: text, fatal: fc.boolean() })],
  ['probe', parseOverlayToHost, fc.constant(0).map(() => ({ type: 'probe', frame: pictureOf('VideoFrame') }))],
  ['canvas', parseOverlayToHost, fc.constant(0).map(() => ({ type: 'canvas', canvas: pictureOf('OffscreenCanvas') }))],
  ['shown', parseOverlayToHost, fc.record({ type: fc.constant('shown') })],
  ['send-probe', parseHostToOverlay, fc.record({ type: fc.constant('send-probe') })],
  ['begin', parseHostToOverlay, fc.record({ type: fc.constant('begin'), sameProcess: fc.boolean() })],
  ['picture', parseHostToOverlay, fc.constant(0).map(() => ({ type: 'picture', bitmap: pictureOf('ImageBitmap') }))],
  ['attach', parseOverlayHandshake, fc.record({ type: fc.constant('inkreel:attach'), nonce })],
  [
    'fit',
    parseOverlayFit,
    fc.record({
      type: fc.constant('inkreel:fit'),
      objectFit: fc.constantFrom('fill', 'contain', 'cover', 'none', 'scale-down'),
      objectPosition: fc.constantFrom('50% 50%', 'left 10px top -3.5em', 'calc(50% + 1px) 0px'),
      objectViewBox: fc.constantFrom('none', 'inset(10% 0px)', 'xywh(1px 2px 30% 4em)'),
    }),
  ],
  [
    'camera-track',
    parseCameraTrack,
    fc.record({ type: fc.constant('camera-track'), track: fc.string({ maxLength: 500 }) }),
  ],
  [
    'camera-frame',
    parseCameraToRelay,
    fc.record({
      type: fc.constant('camera-frame'),
      id: count,
      captureMs: milliseconds,
      frame: fc.oneof(planes, bitmap),
    }),
  ],
  ['proxy-video', parseProxyVideoHandshake, fc.record({ type: fc.constant('inkreel:proxy-video'), nonce })],
  [
    'follow',
    parsePageToProxyVideo,
    fc.record({
      type: fc.constant('follow'),
      source: fc.webUrl({ validSchemes: ['http', 'https'], size: 'large' }),
      clock: fc.record({ time: seconds, at: moment, rate: fc.double({ min: 0, max: 16, noNaN: true }) }),
    }),
  ],
  [
    'take',
    parsePageToProxyVideo,
    fc.record({ type: fc.constant('take'), id: count, kind: fc.constantFrom('planes', 'image'), time: seconds }),
  ],
  [
    'picture of a proxy video',
    parseProxyVideoToPage,
    fc.record({
      type: fc.constant('picture'),
      id: count,
      time: seconds,
      stands: fc.boolean(),
      frame: fc.oneof(planes, bitmap),
    }),
  ],
  [
    'missed',
    parseProxyVideoToPage,
    fc.record({
      type: fc.constant('missed'),
      id: count,
      why: fc.constantFrom('late', 'not-allowed', 'not-loaded'),
    }),
  ],
  [
    'expect-bridge',
    parseExpectBridge,
    fc.record({ type: fc.constant('expect-bridge'), probe: fc.constant(new ArrayBuffer(1)) }),
  ],
  [
    'bridged from the page',
    parseBridgedToHost,
    fc.record({
      end: fc.constant('page'),
      message: fc.record({
        type: fc.constant('frame'),
        id: count,
        captureMs: milliseconds,
        sentAt: fc.double({ min: 0, max: 1e13, noNaN: true }),
        discontinuity: fc.boolean(),
        frame: fc.oneof(planes, bitmap),
      }),
    }),
  ],
  [
    'bridged from the overlay',
    parseBridgedToHost,
    fc.record({ end: fc.constant('overlay'), message: fc.record({ type: fc.constant('shown') }) }),
  ],
  [
    'bridged to the page',
    parseBridgedToPage,
    fc.record({ end: fc.constant('page'), message: fc.record({ type: fc.constant('presented'), id: count }) }),
  ],
  [
    'bridged to the overlay',
    parseBridgedToPage,
    fc.record({
      end: fc.constant('overlay'),
      message: fc.record({ type: fc.constant('picture'), bitmap: fc.constant(0).map(() => pictureOf('ImageBitmap')) }),
    }),
  ],
  ['ask-debug', parseAskDebug, fc.record({ type: fc.constant('ask-debug') })],
  ['debug-changed', parseDebugChanged, fc.record({ type: fc.constant('debug-changed'), isOn: fc.boolean() })],
  ['expect-overlay', parseExpectOverlay, fc.record({ type: fc.constant('expect-overlay'), nonce })],
  ['attach-overlay', parseAttachOverlay, fc.record({ type: fc.constant('attach-overlay'), nonce })],
  ['first-look', parseFirstLook, fc.record({ type: fc.constant('first-look'), tabId: count })],
  ['open-window', parseOpenWindow, fc.record({ type: fc.constant('open-window'), tabId: count })],
  [
    'place',
    parseVideoPlace,
    fc.record({
      type: fc.constant('place'),
      left: unit,
      top: unit,
      right: unit,
      bottom: unit,
      shape: fc.double({ min: 0.01, max: 100, noNaN: true }),
    }),
  ],
  ['begin-first-look', parseBeginFirstLook, fc.record({ type: fc.constant('begin-first-look') })],
  ['access-granted', parseAccessGranted, fc.record({ type: fc.constant('access-granted') })],
  ['set-look', parseSetLook, fc.record({ type: fc.constant('set-look'), look: fc.record({ style, strength: unit }) })],
  ['ask-styles', parseAskStyles, fc.record({ type: fc.constant('ask-styles') })],
  [
    'tell-on-video',
    parseTellOnVideo,
    fc.oneof(
      fc.record({
        type: fc.constant('tell-on-video'),
        what: fc.constantFrom('look', 'on'),
        style,
        strength: unit,
      }),
      fc.record({ type: fc.constant('tell-on-video'), what: fc.constantFrom('off', 'paused') }),
    ),
  ],
  [
    'act-on-video',
    parseActOnVideo,
    fc.record({
      type: fc.constant('act-on-video'),
      action: fc.constantFrom('save-picture', 'picture-in-picture', 'compare'),
      which: fc.constantFrom('menu', 'largest'),
    }),
  ],
  [
    'status',
    parseDocumentStatus,
    fc.record({
      type: fc.constant('status'),
      document: nonce,
      videos: count,
      styled: fc.array(stats, { maxLength: 3 }),
      faults: fc.array(fault, { maxLength: 3 }),
      waiting: count,
      foreign: fc.array(text, { maxLength: 3 }),
      capturable: fc.boolean(),
      readable: fc.option(nonce),
    }),
  ],
  [
    'page-state',
    parsePageState,
    fc.record({
      type: fc.constant('page-state'),
      isOn: fc.boolean(),
      videos: count,
      fault: fc.option(fault),
      isCameraStyled: fc.boolean(),
    }),
  ],
  ['ask-settings', parseAskSettings, fc.record({ type: fc.constant('ask-settings'), site: text, host: text })],
  ['settings-changed', parseSettingsChanged, fc.record({ type: fc.constant('settings-changed') })],
  ['expect-host', parseExpectHost, fc.record({ type: fc.constant('expect-host') })],
  [
    'request-slots',
    parseRequestSlots,
    fc.record({
      type: fc.constant('request-slots'),
      requests: fc.array(
        fc.record({
          id: count,
          weight: fc.double({ min: 0, max: 1e12, noNaN: true }),
          isPlaying: fc.boolean(),
          isHeld: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
    }),
  ],
  [
    'grant-slots',
    parseGrantSlots,
    fc.record({ type: fc.constant('grant-slots'), ids: fc.array(count, { maxLength: 3 }) }),
  ],
];

/** Values at the edges of the schemas, and values that a hostile sender would try. */
const hostile = fc.oneof(
  fc.anything({ withBigInt: true, withTypedArray: true, withNullPrototype: true }),
  fc.constantFrom(NaN, Infinity, -Infinity, -1, 0, 1.5, 15, 4097, 2 ** 31, 2 ** 53, '__proto__', 'x'.repeat(10_000)),
  fc.constant(new ArrayBuffer(0)),
);

/** Path of keys to every value in a message. */
function places(value: unknown, path: string[] = []): string[][] {
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value ?? 0) === Object.prototype;
  if (!isPlain) return [path];
  return [path, ...Object.entries(value as object).flatMap(([key, inner]) => places(inner, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as AnyMessage;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

/** Fails unless every number and size in an accepted message is within the limits. */
function expectWithinLimits(message: unknown): void {
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
      expect(value.length).toBeLessThanOrEqual(key === 'source' ? LIMITS.maxAddressLength : LIMITS.maxTextLength);
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
  expect(layout).toHaveLength(format === 'NV12' ? 2 : 3);
  layout.forEach(({ offset, stride }, i) => {
    const rows = i === 0 ? height : Math.ceil(height / 2);
    const bytes = i === 0 ? width : Math.ceil(width / 2) * (format === 'NV12' ? 2 : 1);
    expect(stride).toBeGreaterThanOrEqual(bytes);
    expect(offset + (rows - 1) * stride + bytes).toBeLessThanOrEqual(data.byteLength);
  });
}

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
