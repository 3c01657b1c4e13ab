/** Lists are refused by their length alone: their items must not be looked at one by one. */

import { expect, test } from 'vitest';
import { NOTHING } from '../../../scripts/popup/states.mjs';
import { parseCameraToRelay } from '../../../src/protocol/camera';
import { parsePageToHost } from '../../../src/protocol/page-host';
import { parseDocumentStatus } from '../../../src/protocol/runtime';
import { parseGrantSlots, parseRequestSlots } from '../../../src/protocol/slots';

/** A list of three million holes, which a structured clone carries in a few bytes. */
const sparse = (): unknown[] => {
  const list: unknown[] = [];
  list.length = 3_000_000;
  return list;
};

const planes = () => ({
  kind: 'planes',
  format: 'I420',
  width: 16,
  height: 16,
  matrix: 'bt601',
  fullRange: true,
  layout: sparse(),
  data: new ArrayBuffer(384),
});
const status = (change: object) => ({
  ...NOTHING,
  ...change,
});

test.each<[string, (message: unknown) => unknown, () => unknown]>([
  [
    'planes of a frame',
    parsePageToHost,
    () => ({ type: 'frame', id: 1, captureMs: 1, sentAt: 1, discontinuity: false, frame: planes() }),
  ],
  [
    'planes of a camera frame',
    parseCameraToRelay,
    () => ({ type: 'camera-frame', id: 1, captureMs: 1, frame: planes() }),
  ],
  ['statistics', parseDocumentStatus, () => status({ styled: sparse() })],
  ['faults', parseDocumentStatus, () => status({ faults: sparse() })],
  ['origins', parseDocumentStatus, () => status({ foreign: sparse() })],
  ['request-slots', parseRequestSlots, () => ({ type: 'request-slots', requests: sparse() })],
  ['grant-slots', parseGrantSlots, () => ({ type: 'grant-slots', ids: sparse() })],
])('three million %s are refused within a millisecond or two', (_what, parse, make) => {
  const message = make();
  parse(message);
  const start = performance.now();
  for (let i = 0; i < 10; i++) expect(parse(message)).toBeUndefined();
  expect((performance.now() - start) / 10).toBeLessThan(20);
});
