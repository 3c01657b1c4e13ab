import { expect, it, vi } from 'vitest';
import { boxOf } from '../../../../../src/pages/popup/view/box';
import { cameraLineOf } from '../../../../../src/pages/popup/view/camera-line';
import type { PopupState } from '../../../../../src/pages/popup/view/state';
import type { CameraView } from '../../../../../src/protocol/camera';
import { model, noVideo, on, styled } from './states';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const lineOf = (change: Partial<PopupState>) => cameraLineOf(model({ camera: true, ...change }));
const seen = (camera: CameraView) => ({ ...noVideo, status: { ...noVideo.status, camera } });

it('a camera that goes out plain because Inkreel is paused or off on the site is said to be plain', () => {
  const reports = [noVideo];
  const paused = { text: 'Plain: Inkreel is paused', kind: 'plain' };
  expect(lineOf({ ...on, paused: true, reports })).toEqual(paused);
  expect(lineOf({ mode: 'off', granted: true, paused: true })).toEqual(paused);
  const off = { text: 'Plain: off on this site', kind: 'plain' };
  expect(lineOf({ mode: 'off', granted: true, reports })).toEqual(off);
  expect(lineOf({ mode: 'ask', granted: true, reports })).toEqual(off);
  expect(lineOf({ mode: 'on', granted: false, reports })).toEqual(off);
  // A look just this once restyles videos alone.
  expect(lineOf({ firstLook: 'asked', reports: [styled(1)] })).toEqual(off);
});

it('the line of a call begins as plain, before its first picture and before the page answers', () => {
  expect(lineOf({ ...on, reports: [] }).text).toBe('Plain: no video yet');
  expect(lineOf({ ...on, reports: [seen('waiting')] })).toEqual({ text: 'Plain: no video yet', kind: 'plain' });
  expect(lineOf({ ...on, reports: [noVideo, seen('styled')] })).toEqual({ text: 'Styled', kind: 'styled' });
  expect(lineOf({ ...on, reports: [seen('styled'), seen('too-slow')] }).text).toMatch(/^Plain: /);
});

it('the line never says On on a page that may have a camera', () => {
  expect(lineOf({ ...on, reports: [noVideo] })).toMatchObject({ text: 'No camera here yet', kind: 'idle' });
  expect(lineOf({ ...on, camera: false, reports: [noVideo] })).toEqual({ text: 'Off', kind: 'idle' });
  expect(lineOf({ tab: { id: 1, kind: 'browser' } })).toEqual({ text: 'On', kind: 'idle' });
});

it('a page without a camera to restyle gets a hint for calls that opened theirs before', () => {
  expect(lineOf({ ...on, reports: [noVideo] }).hint).toMatch(/switch it off and on there, or reload/);
  expect(lineOf({ ...on, reports: [seen('waiting')] }).hint).toBeUndefined();
  expect(lineOf({ ...on, camera: false, reports: [noVideo] }).hint).toBeUndefined();
});

it('the box of a pause names the camera while it is on', () => {
  const textOf = (camera: boolean) => boxOf(model({ ...on, paused: true, camera }))?.text;
  expect(textOf(true)).toContain('no camera is restyled');
  expect(textOf(false)).not.toContain('camera');
});
