import { describe, expect, test } from 'vitest';
import { CameraWatch } from '../../../../src/content-script/camera/camera-watch';
import type { HostEvent } from '../../../../src/content-script/host/host-connection';
import type { CameraShown } from '../../../../src/protocol/camera';
import type { Fault } from '../../../../src/protocol/faults';

const READY: HostEvent = { type: 'ready', session: 'a-session-of-the-host' };
const pace = (every: number): HostEvent => ({ type: 'pace', every });
const fault = (fault: Fault, fatal: boolean): HostEvent => ({ type: 'fault', fault, message: '', fatal });

/** Returns the camera view after reports of the host and, as texts, of the page's world. */
function after(...reports: (HostEvent | CameraShown)[]) {
  const watch = new CameraWatch();
  for (const report of reports) {
    if (typeof report === 'string') watch.noteShown(report);
    else watch.noteHost(report);
  }
  return watch.current;
}

describe('the camera view', () => {
  test.each<[string, (HostEvent | CameraShown)[], string]>([
    ['the camera until the first picture', [READY], 'waiting'],
    ['pictures', [READY, 'styled'], 'styled'],
    ['the camera where pictures come late', [READY, 'styled', 'late'], 'too-slow'],
    ['the camera where the governor has no time for it', [READY, 'styled', pace(0), 'waiting'], 'too-slow'],
    ['pictures where it has time again', [READY, pace(0), pace(2), 'styled'], 'styled'],
    ['the camera without a GPU', [fault('no-gpu', true)], 'no-gpu'],
    ['the camera where the style is damaged', [READY, 'styled', fault('bad-style', false), 'waiting'], 'bad-style'],
    ['the camera while the host restarts', [READY, 'styled', { type: 'gone' }, 'waiting'], 'host-gone'],
    ['the camera when the host is back', [READY, { type: 'gone' }, 'waiting', READY], 'waiting'],
    [
      'pictures after a fault that has passed',
      [READY, fault('device-lost', false), { type: 'presented', id: 1 }, 'styled'],
      'styled',
    ],
    ['black while the track is disabled, whatever the host reports', [fault('no-gpu', true), 'off'], 'off'],
  ])('%s', (_, reports, view) => {
    expect(after(...reports)).toBe(view);
  });

  test('no fault of a host that is not wanted any more', () => {
    const watch = new CameraWatch();
    watch.noteHost(fault('full', true));
    watch.reset();
    expect(watch.current).toBe('waiting');
  });
});
