/** Boxes for videos that are left as they are, or restyled too slowly. */
import { describe, expect, it, vi } from 'vitest';
import { STYLED } from '../../../../../scripts/popup/states.mjs';
import type { DocumentReport } from '../../../../../src/pages/popup/documents';
import type { PopupState } from '../../../../../src/pages/popup/view/state';
import { viewOf } from '../../../../../src/pages/popup/view/view';
import type { Fault } from '../../../../../src/protocol/faults';
import type { Quality } from '../../../../../src/settings/schema';
import { model, on, oneVideo, styled, withFault } from './states';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const kinds = (change: Partial<PopupState>) => viewOf(model(change)).box?.actions.map(({ kind }) => kind);

describe('the box of a fault', () => {
  it.each<[Fault, string[], Partial<PopupState>?]>([
    ['no-webgpu', ['learn']],
    ['no-gpu', ['graphics-settings']],
    ['device-lost', ['reload']],
    ['internal', ['reload', 'report']],
    ['bad-style', ['use-style']],
    ['too-slow', ['use-fastest', 'switch-off']],
    ['too-slow', ['switch-off'], { quality: 'XS' }],
    ['drm', ['learn']],
    ['tainted', ['learn']],
    ['not-loaded', ['learn']],
    ['sandboxed', ['learn']],
  ])('tells of %s on top, what it is, why, and what helps: %o', (fault, helps, change = {}) => {
    const view = viewOf(model({ ...on, ...change, reports: [withFault(fault)] }));
    expect(view.box).toMatchObject({
      tone: 'trouble',
      title: expect.stringMatching(/\w$/),
      text: expect.stringMatching(/\.$/),
    });
    expect(view.box?.actions.map(({ kind }) => kind)).toEqual(helps);
    expect(view.toggle).toEqual({ checked: true, disabled: false });
    expect(view.status).toMatchObject({ tone: 'trouble', text: 'Videos play unchanged' });
  });

  it('says that a video waits while all slots are taken elsewhere', () => {
    const waiting = { ...oneVideo, status: { ...oneVideo.status, waiting: 1 } };
    const view = viewOf(model({ ...on, reports: [waiting] }));
    expect(view.box).toMatchObject({ tone: 'note', title: 'Your graphics card is busy with other videos' });
    expect(view.status.tone).toBe('busy');
  });

  it('names the weightiest of several reasons, and the style that is used instead', () => {
    expect(viewOf(model({ ...on, reports: [withFault('drm', 'no-gpu')] })).box?.title).toMatch(
      /^Graphics acceleration/,
    );
    expect(viewOf(model({ ...on, reports: [withFault('bad-style')] })).box?.actions[0]?.label).toBe('Use Starry Night');
  });

  it.each<[Quality, string[], RegExp]>([
    ['auto', ['switch-off'], /no quality is faster/],
    ['XS', ['switch-off'], /no quality is faster/],
    ['S', ['use-automatic', 'switch-off'], /Automatic/],
    ['M', ['use-automatic', 'switch-off'], /Automatic/],
  ])('tells on top that a video cannot be watched, in quality %s, and offers %o', (quality, helps, text) => {
    const fastest = { ...STYLED, network: { size: 'XS', lines: 360 } as const };
    const view = viewOf(
      model({ ...on, quality, reports: [{ ...styled(1, { styled: [fastest] }), slow: true, fps: 0.8 }] }),
    );
    expect(view.box).toMatchObject({
      tone: 'trouble',
      title: 'Your graphics card is too slow for this video',
      text: expect.stringMatching(text),
    });
    expect(view.box?.actions.map(({ kind }) => kind)).toEqual(helps);
    expect(view.toggle).toMatchObject({ checked: true });
    expect(view.status).toMatchObject({ tone: 'trouble', text: '1 video · 0.8 fps' });
  });

  it.each([
    [4000, 'note', /trying a faster quality/],
    [7000, 'trouble', /no quality is faster/],
  ] as const)('tells after pictures of %d ms each whether the automatic quality can help', (networkMs, tone, text) => {
    const reports = [
      { ...styled(1, { styled: [{ ...STYLED, network: { size: 'S', lines: 720 }, networkMs }] }), slow: true },
    ];
    const { box } = viewOf(model({ ...on, quality: 'auto', reports }));
    expect(box).toMatchObject({ tone, text: expect.stringMatching(text), actions: [{ kind: 'switch-off' }] });
  });

  it('says of videos beside restyled ones that they are left, why, and what helps', () => {
    const box = (change: Partial<DocumentReport['status']>, quality: Quality = 'auto') =>
      viewOf(model({ ...on, quality, reports: [styled(1, change)] })).box;
    expect(box({ faults: ['drm'] })).toMatchObject({
      tone: 'note',
      title: '1 video unchanged: copy-protected (DRM)',
      text: expect.stringMatching(/no extension/),
      actions: [{ kind: 'learn' }],
    });
    expect(box({ faults: ['drm', 'internal'] })?.actions.map(({ kind }) => kind)).toEqual(['reload', 'report']);
    expect(box({ waiting: 3 })).toMatchObject({
      title: expect.stringMatching(/^1 of 4 videos/),
      actions: [{ kind: 'use-fastest' }],
    });
    expect(box({ waiting: 3 }, 'XS')?.actions).toEqual([]);
    expect(box({ faults: ['unwanted', 'no-frames', 'own-camera'] })).toBeUndefined();
  });

  it('lets a look just this once be stopped where it is too slow or leaves a video', () => {
    const once = { mode: 'ask', granted: false } as const;
    expect(kinds({ ...once, reports: [styled(1)] })).toEqual(['end-look']);
    expect(kinds({ ...once, quality: 'M', reports: [{ ...styled(1), slow: true }] })).toEqual([
      'use-automatic',
      'end-look',
    ]);
    expect(kinds({ ...once, reports: [styled(1, { faults: ['device-lost'] })] })).toEqual(['first-look', 'end-look']);
  });
});
