import { parseBridgedToHost, parseBridgedToPage, parseExpectBridge } from '../../../../src/protocol/bridge';
import { parseCameraToRelay, parseCameraTrack } from '../../../../src/protocol/camera';
import { LIMITS } from '../../../../src/protocol/limits';
import {
  parseHostToOverlay,
  parseOverlayFit,
  parseOverlayHandshake,
  parseOverlayToHost,
} from '../../../../src/protocol/overlay-host';
import { parseHostToPage, parsePageToHost } from '../../../../src/protocol/page-host';
import {
  parsePageToProxyVideo,
  parseProxyVideoHandshake,
  parseProxyVideoToPage,
} from '../../../../src/protocol/proxy-video';
import fc from '../../../support/property';
import { type AnyMessage, pictureOf, valid } from './values';

const { bitmap, count, fault, look, milliseconds, moment, nonce, planes, report, seconds, stats, text } = valid;

export type Messages = [name: string, parse: (message: unknown) => unknown, valid: fc.Arbitrary<AnyMessage>][];

/** Messages over the ports of one video: name, parser and valid messages of each type. */
export const VIDEO_MESSAGES: Messages = [
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
    'record',
    parsePageToHost,
    fc.record({
      type: fc.constant('record'),
      name: fc.stringMatching(/^[a-zA-Z0-9 .-]{1,80}$/),
      seconds: fc.double({ min: 1, max: 30, noNaN: true }),
      hasSound: fc.boolean(),
    }),
  ],
  [
    'sound',
    parsePageToHost,
    fc.record({
      type: fc.constant('sound'),
      at: fc.double({ min: 0, max: 1e13, noNaN: true }),
      sampleRate: fc.constantFrom(44_100, 48_000),
      channels: fc.constantFrom(1, 2),
      samples: fc.constantFrom(new ArrayBuffer(8), new ArrayBuffer(3840)),
    }),
  ],
  ['stop-recording', parsePageToHost, fc.record({ type: fc.constant('stop-recording'), isKept: fc.boolean() })],
  ['copy-picture', parsePageToHost, fc.record({ type: fc.constant('copy-picture') })],
  [
    'save-picture',
    parsePageToHost,
    fc.record({ type: fc.constant('save-picture'), name: fc.stringMatching(/^[a-zA-Z0-9 .-]{1,80}\.png$/) }),
  ],
  ['close', parsePageToHost, fc.record({ type: fc.constant('close'), reason: fc.constantFrom('off', 'gone') })],
  ['ready', parseHostToPage, fc.record({ type: fc.constant('ready'), session: nonce })],
  ['drawing', parseHostToPage, fc.record({ type: fc.constant('drawing') })],
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
  [
    'camera-shown',
    parseCameraToRelay,
    fc.record({ type: fc.constant('camera-shown'), shown: fc.constantFrom('styled', 'late', 'waiting', 'off') }),
  ],
  ['camera-sample', parseCameraToRelay, bitmap.map(({ image }) => ({ type: 'camera-sample', bitmap: image }))],
  ['camera-ended', parseCameraToRelay, fc.record({ type: fc.constant('camera-ended') })],
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
];
