import { describe, expect, it, vi } from 'vitest';
import { NOTHING } from '../../../../../scripts/popup/states.mjs';
import type { PopupState } from '../../../../../src/pages/popup/view/state';
import { viewOf } from '../../../../../src/pages/popup/view/view';
import type { Mode } from '../../../../../src/settings/rules';
import { model, noVideo, on, oneVideo, site, styled, withFault } from './states';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const embedded = { hostname: 'player.example', pattern: 'https://player.example/*' };
const kinds = (change: Partial<PopupState>) => viewOf(model(change)).box?.actions.map(({ kind }) => kind);

describe('the popup', () => {
  it('is off on a site that was never switched on, and says what the browser will ask', () => {
    expect(viewOf(model())).toEqual({
      hostname: 'a.example',
      toggle: { checked: false, disabled: false },
      status: { tone: 'quiet', text: 'Off on this site', announcement: 'Off on this site' },
      box: {
        tone: 'note',
        title: 'One question first',
        text: expect.stringContaining('access to all a.example sites'),
        actions: [
          { kind: 'ask', label: 'Turn on' },
          { kind: 'first-look', label: 'Just this once' },
        ],
      },
      canCompare: false,
      isResumeInBox: false,
    });
    expect(viewOf(model({ domain: undefined })).box?.text).toContain('access to a.example:');
    expect(viewOf(model({ granted: true })).box).toBeUndefined();
  });

  it('names hostnames as people read them', () => {
    const encoded = (hostname: string) => ({ hostname, pattern: `https://${hostname}/*` });
    const tab = { id: 1, kind: 'page', site: encoded('www.xn--bcher-kva.example') } as const;
    const asked = viewOf(model({ tab, domain: 'xn--bcher-kva.example' }));
    expect(asked.hostname).toBe('www.bücher.example');
    expect(asked.box?.text).toContain('all bücher.example sites');
    expect(viewOf(model({ tab, refused: true })).box?.title).toContain('www.bücher.example');
    expect(viewOf(model({ tab, mode: 'off' })).box?.title).toContain('www.bücher.example');
    const player = { ...tab, embedded: encoded('xn--mnchen-3ya.example') };
    expect(viewOf(model({ ...on, tab: player, reports: [noVideo] })).box).toMatchObject({
      title: expect.stringContaining('münchen.example'),
      actions: [{ label: 'Include münchen.example' }],
    });
    const foreign = encoded('xn--mnchen-3ya.example');
    expect(viewOf(model({ ...on, foreign, reports: [oneVideo] })).box?.text).toContain('münchen.example');
  });

  it('is on only where the site is switched on and granted', () => {
    const checked = (mode: Mode, granted: boolean) => viewOf(model({ mode, granted })).toggle.checked;
    expect([checked('on', true), checked('on', false), checked('ask', true)]).toEqual([true, false, false]);
  });

  it('shows the switch on while the browser asks', () => {
    const view = viewOf(model({ mode: 'on', asking: true }));
    expect(view.toggle.checked).toBe(true);
    expect(view.status.text).toBe('Waiting for your answer to the browser');
    expect(view.box).toBeUndefined();
  });

  it('cannot be switched on where nothing is ever to run, until that is taken back', () => {
    const view = viewOf(model({ mode: 'off', granted: true, reports: [oneVideo] }));
    expect(view.toggle).toEqual({ checked: false, disabled: true });
    expect(view.status.text).toBe('Off on this site');
    expect(view.box).toMatchObject({ title: expect.stringContaining('a.example'), actions: [{ kind: 'ask-again' }] });
  });

  it('is off while Inkreel is paused everywhere, and resumes by the button', () => {
    const view = viewOf(model({ ...on, paused: true, reports: [oneVideo] }));
    expect(view.toggle).toEqual({ checked: false, disabled: true });
    expect(view.box?.actions).toEqual([{ kind: 'resume', label: 'Resume' }]);
    expect(view.status.text).toBe('Paused on every site');
  });

  it('offers to resume once: in the box, or in the footer where the box tells of the page', () => {
    expect(viewOf(model({ ...on, paused: true })).isResumeInBox).toBe(true);
    expect(viewOf(model({ tab: { id: 1, kind: 'browser' }, paused: true })).isResumeInBox).toBe(false);
    expect(viewOf(model({ ...on })).isResumeInBox).toBe(false);
  });

  it.each<Partial<PopupState>>([{}, { refused: true }, { ...on, reports: [oneVideo] }])(
    'tells that the browser has no WebGPU before it asks for anything: %o',
    (change) => {
      const view = viewOf(model({ ...change, hasWebgpu: false }));
      expect(view.box).toMatchObject({ tone: 'trouble', title: 'This browser has no WebGPU here' });
      expect(view.box?.actions.map(({ kind }) => kind)).toEqual(['learn']);
      expect(view.toggle.disabled).toBe(false);
    },
  );

  it.each<Partial<PopupState>>([{ refused: true }, { mode: 'on' }])('explains missing access: %o', (change) => {
    expect(viewOf(model(change)).box?.title).toContain('a.example');
    expect(kinds(change)).toEqual(['ask', 'first-look']);
  });

  it.each([[[]], [[noVideo]], [[oneVideo]]])(
    'offers to stop a first look from the moment on it was asked for',
    (reports) => {
      const view = viewOf(model({ refused: true, firstLook: 'asked', reports }));
      expect(view.box).toMatchObject({ tone: 'note', title: 'Just this once', actions: [{ kind: 'end-look' }] });
    },
  );

  it('names a first look in the status line', () => {
    const view = viewOf(model({ refused: true, firstLook: 'asked', reports: [noVideo] }));
    expect(view.status.text).toBe('Just this once: No video on this page');
    expect(view.toggle.checked).toBe(false);
  });

  it('recognises a first look begun in an earlier popup', () => {
    expect(viewOf(model({ reports: [oneVideo] })).status.text).toMatch(/^Just this once/);
  });

  it('takes documents that still answer after switching off for no first look', () => {
    expect(viewOf(model({ granted: true, reports: [oneVideo] })).status.text).toBe('Off on this site');
  });

  it('says when a first look cannot be had', () => {
    expect(viewOf(model({ firstLook: 'failed' })).status.tone).toBe('trouble');
  });

  it('takes documents that stand idle without a grant for no first look', () => {
    expect(viewOf(model({ reports: [noVideo] })).status.text).toBe('Off on this site');
  });

  it('offers a canvas where no document has a video', () => {
    const canvas = { ...noVideo, status: { ...NOTHING, canvas: true } };
    expect(kinds({ ...on, reports: [noVideo, canvas] })).toEqual(['restyle-canvas']);
    expect(kinds({ ...on, reports: [oneVideo, canvas] })).toBeUndefined();
    expect(kinds({ firstLook: 'asked', reports: [canvas] })).toEqual(['restyle-canvas', 'end-look']);
    expect(kinds({ mode: 'off', reports: [canvas] })).toEqual(['ask-again']);
  });

  it('offers to include an embedded player where the page itself has no video', () => {
    const tab = { id: 1, kind: 'page' as const, site, embedded };
    const box = (change: Partial<PopupState>) => viewOf(model({ tab, ...on, reports: [noVideo], ...change })).box;
    expect(box({})?.actions).toEqual([{ kind: 'include-embedded', label: 'Include player.example' }]);
    expect(box({ embeddedIncluded: true })).toBeUndefined();
    expect(box({ reports: [noVideo, oneVideo] })).toBeUndefined();
    expect(box({ reports: [] })).toBeUndefined();
    expect(box({ mode: 'ask' })).toBeUndefined();
  });

  it('offers a copy of a video of another site, and a window where only a capture can show it', () => {
    const foreign = { hostname: 'videos.example', pattern: 'https://videos.example/*' };
    const reports = [withFault('tainted')];
    const capturable = [
      { ...oneVideo, status: { ...oneVideo.status, faults: ['tainted' as const], capturable: true } },
    ];
    expect(viewOf(model({ ...on, reports, foreign })).box).toMatchObject({
      tone: 'trouble',
      text: expect.stringMatching(/its own copy from videos\.example, which takes about twice the data/),
    });
    expect(kinds({ ...on, reports, foreign })).toEqual(['include-media']);
    expect(kinds({ ...on, reports: capturable, foreign })).toEqual(['include-media', 'window']);
    expect(viewOf(model({ ...on, reports: capturable, canMakeTracks: false })).box).toMatchObject({
      text: 'Inkreel can’t read it, and no copy of it could be loaded. This browser lets no extension show it in a window instead.',
      actions: [],
    });
    expect(kinds({ ...on, reports: capturable })).toEqual(['window']);
    expect(kinds({ ...on, reports })).toEqual(['learn']);
    expect(kinds({ mode: 'off', granted: true, reports: capturable })).toEqual(['ask-again']);
  });

  it.each(['host-gone', 'no-frames'] as const)('leaves %s, which passes, to the status line', (fault) => {
    const view = viewOf(model({ ...on, reports: [withFault(fault)] }));
    expect(view.box).toBeUndefined();
  });

  it('offers the original only while the site is on, although documents report for a moment longer', () => {
    const reports = [styled(1)];
    expect(viewOf(model({ ...on, reports })).canCompare).toBe(true);
    expect(viewOf(model({ granted: true, reports })).canCompare).toBe(false);
    expect(viewOf(model({ ...on, paused: true, reports })).canCompare).toBe(false);
  });

  it('offers a reload where the page stays silent, and where starting takes long', () => {
    expect(viewOf(model({ ...on, silentMs: 500 })).box).toBeUndefined();
    expect(kinds({ ...on, silentMs: 6000 })).toEqual(['reload']);
    expect(viewOf(model({ ...on, reports: [oneVideo], startingMs: 2500 })).box).toBeUndefined();
    expect(kinds({ ...on, reports: [oneVideo], startingMs: 30_000 })).toEqual(['reload']);
  });

  it.each([
    ['connecting', 0, 'note', 'Reaching your graphics card'],
    ['compiling', 0, 'note', 'Preparing your graphics card'],
    ['drawing', 1000, 'note', 'Drawing the first picture'],
    ['drawing', 7000, 'trouble', 'Your graphics card is too slow for this video'],
  ] as const)('tells after seconds what a start waits for: %s for %d ms', (starting, drawingMs, tone, title) => {
    const reports = [{ ...oneVideo, status: { ...oneVideo.status, starting } }];
    expect(viewOf(model({ ...on, reports, startingMs: 8000, drawingMs })).box).toMatchObject({ tone, title });
  });

  it.each(['browser', 'store', 'file', 'pdf', 'closed'] as const)('disables the switch and says why: %s', (kind) => {
    const view = viewOf(model({ tab: { id: 1, kind }, ...on }));
    expect(view.toggle).toMatchObject({ checked: false, disabled: true });
    expect(view.box).toMatchObject({
      tone: 'trouble',
      text: expect.stringMatching(/[a-z].*\.$/),
      actions: [{ kind: 'demo' }],
    });
  });

  it('disables the switch where there is no tab', () => {
    expect(viewOf(model({ tab: undefined })).toggle.disabled).toBe(true);
  });
});
