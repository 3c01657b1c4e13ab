import { CAMERA_VIEWS } from '../../../../src/protocol/camera';
import { parseLearningOrder, parseLearningTime, parseShowMaking } from '../../../../src/protocol/learning';
import { parseAttachOverlay, parseAttachToHost } from '../../../../src/protocol/overlay-host';
import {
  parseAccessGranted,
  parseActOnVideo,
  parseAskAccess,
  parseAskHostStart,
  parseAskSettings,
  parseAskStyles,
  parseCameraPicture,
  parseCanvasPointed,
  parseChangeFirstLook,
  parseDebugChanged,
  parseDocumentStatus,
  parseExpectOverlay,
  parseFirstLook,
  parseOpenCaptureWindow,
  parsePageState,
  parseRestyleCanvas,
  parseSetLook,
  parseSettingsChanged,
  parseTellOnVideo,
  parseVideoPlace,
  parseWantAccess,
  START_STEPS,
} from '../../../../src/protocol/runtime';
import { parseExpectHost, parseGrantSlots, parseRequestSlots } from '../../../../src/protocol/slots';
import fc from '../../../support/property';
import { valid } from './values';
import type { Messages } from './video-messages';

const { count, fault, nonce, stats, style, text, unit } = valid;

/** Messages of the extension's contexts to each other: name, parser and valid messages of each type. */
export const RUNTIME_MESSAGES: Messages = [
  [
    'ask-access',
    parseAskAccess,
    fc.record({ type: fc.constant('ask-access'), pattern: fc.string({ maxLength: 300 }) }),
  ],
  ['ask-host-start', parseAskHostStart, fc.record({ type: fc.constant('ask-host-start') })],
  [
    'learning-order',
    parseLearningOrder,
    fc.record({
      type: fc.constant('learning-order'),
      order: fc.constantFrom('begin', 'pause', 'go-on', 'finish', 'drop', 'expect'),
    }),
  ],
  [
    'learning-time',
    parseLearningTime,
    fc.record({
      type: fc.constant('learning-time'),
      seconds: fc.option(fc.integer({ min: 0, max: 1e6 })),
      fault: fc.option(fc.constantFrom('no-webgpu', 'no-gpu')),
    }),
  ],
  ['show-making', parseShowMaking, fc.record({ type: fc.constant('show-making') })],
  ['debug-changed', parseDebugChanged, fc.record({ type: fc.constant('debug-changed'), isOn: fc.boolean() })],
  ['canvas-pointed', parseCanvasPointed, fc.record({ type: fc.constant('canvas-pointed'), isOn: fc.boolean() })],
  ['expect-overlay', parseExpectOverlay, fc.record({ type: fc.constant('expect-overlay'), nonce })],
  ['attach-overlay', parseAttachOverlay, fc.record({ type: fc.constant('attach-overlay'), nonce })],
  [
    'attach-to-host',
    parseAttachToHost,
    fc.record({ type: fc.constant('attach-to-host'), tab: fc.integer({ min: -1 }) }),
  ],
  ['first-look', parseFirstLook, fc.record({ type: fc.constant('first-look'), tabId: count })],
  ['open-window', parseOpenCaptureWindow, fc.record({ type: fc.constant('open-window'), tabId: count })],
  [
    'want-access',
    parseWantAccess,
    fc.record({
      type: fc.constant('want-access'),
      site: text,
      listed: fc.option(fc.record({ list: fc.constantFrom('frames', 'media'), hostname: text })),
    }),
  ],
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
  ['begin-first-look', parseChangeFirstLook, fc.record({ type: fc.constant('begin-first-look') })],
  ['end-first-look', parseChangeFirstLook, fc.record({ type: fc.constant('end-first-look') })],
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
    'restyle-canvas',
    parseRestyleCanvas,
    fc.record({ type: fc.constant('restyle-canvas'), document: fc.option(nonce) }),
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
      running: fc.boolean(),
      playing: fc.boolean(),
      capturable: fc.boolean(),
      readable: fc.option(nonce),
      starting: fc.option(fc.constantFrom(...START_STEPS)),
      camera: fc.option(fc.constantFrom(...CAMERA_VIEWS)),
      canvas: fc.boolean(),
    }),
  ],
  [
    'page-state',
    parsePageState,
    fc.record({
      type: fc.constant('page-state'),
      isOn: fc.boolean(),
      videos: count,
      isStarting: fc.boolean(),
      fault: fc.option(fault),
      camera: fc.option(fc.constantFrom(...CAMERA_VIEWS)),
    }),
  ],
  [
    'camera-picture',
    parseCameraPicture,
    fc.record({ type: fc.constant('camera-picture'), picture: fc.base64String() }),
  ],
  ['ask-settings', parseAskSettings, fc.record({ type: fc.constant('ask-settings'), site: text, hostname: text })],
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
          attention: fc.double({ min: 0, max: 1e12, noNaN: true }),
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
