import { describe, expect, it, vi } from 'vitest';
import { pageStateOf } from '../../../src/content-script/toolbar-report';
import type { PageState } from '../../../src/protocol/runtime';
import { buttonOf } from '../../../src/service-worker/toolbar';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const frame = (change: Partial<PageState> = {}): PageState => ({
  type: 'page-state',
  isOn: true,
  videos: 0,
  fault: null,
  isCameraStyled: false,
  ...change,
});
const looks = (frames: PageState[], isPaused = false) => {
  const { icon, badge, title } = buttonOf(frames, isPaused);
  return [icon[16], badge, title];
};
const [ON, OFF] = ['/icons/16.png', '/icons/off-16.png'];

describe('the toolbar button', () => {
  it.each<[string, PageState[], string, string, string]>([
    ['nothing runs', [], OFF, '', 'Inkreel is off on this site'],
    ['the site is off', [frame({ isOn: false })], OFF, '', 'Inkreel is off on this site'],
    ['there is no video', [frame()], ON, '', 'Inkreel is on: no video to restyle yet'],
    ['two frames work', [frame({ videos: 2 }), frame({ videos: 1 })], ON, '3', 'Inkreel restyles 3 videos'],
    ['one frame cannot', [frame({ fault: 'drm' }), frame({ videos: 1 })], ON, '1', 'Inkreel restyles 1 video'],
    ['none can', [frame(), frame({ fault: 'drm' })], OFF, '!', 'Inkreel: This video is protected'],
    [
      'a camera is restyled',
      [frame({ isCameraStyled: true })],
      ON,
      '●',
      'Inkreel is on: no video to restyle yet. Others see your camera restyled.',
    ],
  ])('tells that %s', (_, frames, icon, badge, title) => {
    expect(looks(frames)).toEqual([icon, badge, title]);
  });

  it('tells that Inkreel is paused, whatever the frames said before', () => {
    expect(looks([frame({ videos: 1 })], true)).toEqual([OFF, '‖', 'Inkreel is paused everywhere']);
  });
});

describe('the state of a page', () => {
  const status = { videos: 1, styled: [], faults: [], waiting: 0, foreign: [], capturable: false };

  it('tells of a fault only where no video is restyled, and of none that passes', () => {
    expect(pageStateOf(undefined)).toEqual(frame({ isOn: false }));
    expect(pageStateOf({ ...status, faults: ['no-frames', 'drm'] })).toEqual(frame({ fault: 'drm' }));
    expect(pageStateOf({ ...status, faults: ['host-gone'] })).toEqual(frame());
  });
});
