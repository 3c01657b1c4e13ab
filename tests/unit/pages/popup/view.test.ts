import { describe, expect, it, vi } from 'vitest';
import type { FrameReport } from '../../../../src/pages/popup/frames';
import { type PopupState, viewOf } from '../../../../src/pages/popup/view';
import type { Mode } from '../../../../src/settings/rules';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const site = { host: 'a.example', pattern: 'https://a.example/*' };
const model = (change: Partial<PopupState> = {}): PopupState => ({
  tab: { id: 1, kind: 'page', site },
  mode: 'ask',
  granted: false,
  asking: false,
  refused: false,
  firstLook: 'no',
  reports: [],
  silentMs: 0,
  frameIncluded: false,
  foreign: undefined,
  ...change,
});
const noVideo: FrameReport = {
  status: {
    type: 'status',
    document: 'd'.repeat(20),
    videos: 0,
    styled: [],
    faults: [],
    waiting: 0,
    foreign: [],
    capturable: false,
  },
  idle: false,
};

const oneVideo: FrameReport = { ...noVideo, status: { ...noVideo.status, videos: 1 } };
const embedded = { host: 'player.example', pattern: 'https://player.example/*' };

describe('the popup', () => {
  it('is off on a site that was never switched on', () => {
    expect(viewOf(model())).toEqual({
      host: 'a.example',
      toggle: { checked: false, disabled: false },
      status: { tone: 'quiet', text: 'Off on this site.', announcement: 'Off on this site.' },
      offer: undefined,
      canCompare: false,
      canCapture: false,
    });
  });

  it('is on only where the site is switched on and granted', () => {
    const checked = (mode: Mode, granted: boolean) => viewOf(model({ mode, granted })).toggle.checked;
    expect([checked('on', true), checked('on', false), checked('ask', true)]).toEqual([true, false, false]);
  });

  it('shows the switch on while the browser asks', () => {
    const view = viewOf(model({ mode: 'on', asking: true }));
    expect(view.toggle.checked).toBe(true);
    expect(view.status.text).toMatch(/^Answer the browser’s question/);
    expect(view.offer).toBeUndefined();
  });

  it('cannot be switched on where nothing is ever to run, until that is taken back', () => {
    const view = viewOf(model({ mode: 'off', granted: true, reports: [oneVideo] }));
    expect(view.toggle).toEqual({ checked: false, disabled: true });
    expect(view.status.text).toBe('Off on this site.');
    expect(view.offer).toMatchObject({ kind: 'ask-again', text: expect.stringContaining('a.example') });
  });

  it('explains a refusal', () => {
    expect(viewOf(model({ refused: true })).offer).toMatchObject({
      kind: 'first-look',
      text: expect.stringContaining('a.example'),
    });
  });

  it('explains missing access to a site that is switched on', () => {
    expect(viewOf(model({ mode: 'on' })).offer?.kind).toBe('first-look');
  });

  it('drops the explanation once a first look was asked for', () => {
    const view = viewOf(model({ refused: true, firstLook: 'asked', reports: [noVideo] }));
    expect(view.offer).toBeUndefined();
    expect(view.status.text).toBe('Just this once: No video on this page.');
    expect(view.toggle.checked).toBe(false);
  });

  it('recognises a first look begun in an earlier popup', () => {
    expect(viewOf(model({ reports: [oneVideo] })).status.text).toMatch(/^Just this once/);
  });

  it('takes frames that still answer after switching off for no first look', () => {
    expect(viewOf(model({ granted: true, reports: [oneVideo] })).status.text).toBe('Off on this site.');
  });

  it('says when a first look cannot be had', () => {
    expect(viewOf(model({ firstLook: 'failed' })).status.tone).toBe('trouble');
  });

  it('takes frames that stand idle without a grant for no first look', () => {
    expect(viewOf(model({ reports: [noVideo] })).status.text).toBe('Off on this site.');
  });

  it('offers to include an embedded player where the page itself has no video', () => {
    const tab = { id: 1, kind: 'page' as const, site, embedded };
    const offer = (change: Partial<PopupState>) =>
      viewOf(model({ tab, mode: 'on', granted: true, reports: [noVideo], ...change })).offer;
    expect(offer({})).toMatchObject({ kind: 'include-frame', label: 'Include player.example' });
    expect(offer({ frameIncluded: true })).toBeUndefined();
    expect(offer({ reports: [noVideo, oneVideo] })).toBeUndefined();
    expect(offer({ reports: [] })).toBeUndefined();
    expect(offer({ mode: 'ask' })).toBeUndefined();
  });

  it('offers to load a video of another site a second time, from that host alone', () => {
    const foreign = { host: 'videos.example', pattern: 'https://videos.example/*' };
    const report = { ...oneVideo, status: { ...oneVideo.status, faults: ['tainted' as const] } };
    const view = (change: Partial<PopupState>) =>
      viewOf(model({ mode: 'on', granted: true, reports: [report], foreign, ...change }));
    expect(view({}).offer).toEqual({
      kind: 'include-media',
      text: expect.stringMatching(/its own copy from videos\.example if you allow it/),
      label: 'Include videos.example',
    });
    expect(view({}).status.text).toMatch(/comes from another site/);
    expect(view({ foreign: undefined }).offer).toBeUndefined();
    expect(view({ mode: 'ask' }).offer).toBeUndefined();
  });

  it('offers a window of its own for a video that only a capture can show, unless nothing is ever to run', () => {
    const report = { ...oneVideo, status: { ...oneVideo.status, capturable: true } };
    const offers = (mode: Mode, reports: FrameReport[]) => viewOf(model({ mode, granted: true, reports })).canCapture;
    expect(offers('on', [noVideo, report])).toBe(true);
    expect(offers('on', [oneVideo])).toBe(false);
    expect(offers('off', [report])).toBe(false);
  });

  it.each(['browser', 'store', 'file', 'pdf', 'closed'] as const)('disables the switch and says why: %s', (kind) => {
    const view = viewOf(model({ tab: { id: 1, kind }, mode: 'on', granted: true }));
    expect(view.toggle).toEqual({ checked: false, disabled: true });
    expect(view.status.text).toMatch(/[a-z].*\.$/);
  });

  it('disables the switch where there is no tab', () => {
    expect(viewOf(model({ tab: undefined })).toggle.disabled).toBe(true);
  });
});
