import { describe, expect, it, vi } from 'vitest';
import { pageStateOf } from '../../../src/content-script/toolbar-report';
import type { PageState } from '../../../src/protocol/runtime';
import { buttonOf } from '../../../src/service-worker/toolbar';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const documentState = (change: Partial<PageState> = {}): PageState => ({
  type: 'page-state',
  isOn: true,
  videos: 0,
  isStarting: false,
  fault: null,
  camera: null,
  ...change,
});
const looks = (documents: PageState[], isPaused = false) => {
  const { icon, badge, title } = buttonOf(documents, isPaused);
  return [icon[16], badge, title];
};
const [ON, OFF] = ['/icons/16.png', '/icons/off-16.png'];

describe('the toolbar button', () => {
  it.each<[string, PageState[], string, string, string]>([
    ['nothing runs', [], OFF, '', 'Inkreel is off on this site'],
    ['the site is off', [documentState({ isOn: false })], OFF, '', 'Inkreel is off on this site'],
    ['there is no video', [documentState()], ON, '', 'Inkreel is on: no video to restyle yet'],
    ['a video is starting', [documentState({ isStarting: true })], ON, '…', 'Inkreel is on: a video is starting'],
    [
      'two documents work',
      [documentState({ videos: 2 }), documentState({ videos: 1 })],
      ON,
      '3',
      'Inkreel restyles 3 videos',
    ],
    [
      'one document cannot',
      [documentState({ fault: 'drm' }), documentState({ videos: 1 })],
      ON,
      '1',
      'Inkreel restyles 1 video',
    ],
    ['none can', [documentState(), documentState({ fault: 'drm' })], OFF, '!', 'Inkreel: This video is protected'],
    [
      'others see a styled camera',
      [documentState({ camera: 'styled' }), documentState({ videos: 1 })],
      ON,
      '●',
      'Inkreel restyles 1 video. My camera – Styled',
    ],
    [
      'others see the camera plain, in one document at least',
      [documentState({ camera: 'styled' }), documentState({ camera: 'too-slow' })],
      ON,
      '○',
      'Inkreel is on: no video to restyle yet. My camera – Plain: the graphics card is too slow',
    ],
  ])('tells that %s', (_, documents, icon, badge, title) => {
    expect(looks(documents)).toEqual([icon, badge, title]);
  });

  it('tells that Inkreel is paused, whatever the documents said before', () => {
    expect(looks([documentState({ videos: 1 })], true)).toEqual([OFF, '‖', 'Inkreel is paused everywhere']);
  });
});

describe('the state of a page', () => {
  const status = {
    videos: 1,
    styled: [],
    playing: false,
    faults: [],
    waiting: 0,
    foreign: [],
    starting: null,
    capturable: false,
    readable: null,
  };

  it('tells of a fault only where no video is restyled, and of none that passes', () => {
    expect(pageStateOf(undefined, null)).toEqual(documentState({ isOn: false }));
    expect(pageStateOf({ ...status, faults: ['no-frames', 'drm'] }, null)).toEqual(documentState({ fault: 'drm' }));
    expect(pageStateOf({ ...status, faults: ['host-gone'] }, null)).toEqual(documentState());
    expect(pageStateOf(status, null)).toEqual(documentState({ isStarting: true }));
  });

  it('tells what others see of the camera, before the page has loaded too', () => {
    expect(pageStateOf(undefined, 'waiting')).toEqual(documentState({ isOn: false, camera: 'waiting' }));
  });
});
