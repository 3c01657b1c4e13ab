/** States of the popup for its tests. */
import { NOTHING, STYLED } from '../../../../../scripts/popup/states.mjs';
import type { DocumentReport } from '../../../../../src/pages/popup/documents';
import { type PopupState, UNKNOWN_STATE } from '../../../../../src/pages/popup/view/state';
import type { Fault } from '../../../../../src/protocol/faults';

export const site = { hostname: 'a.example', pattern: 'https://a.example/*' };
export const model = (change: Partial<PopupState> = {}): PopupState => ({
  ...UNKNOWN_STATE,
  tab: { id: 1, kind: 'page', site },
  domain: 'a.example',
  hasWebgpu: true,
  canMakeTracks: true,
  style: 'anime',
  styles: ['anime', 'starry-night'],
  ...change,
});
export const noVideo: DocumentReport = {
  status: NOTHING,
  idle: false,
  slow: false,
  fps: 0,
};

export const oneVideo: DocumentReport = { ...noVideo, status: { ...noVideo.status, videos: 1 } };
export const withFault = (...faults: Fault[]): DocumentReport => ({
  ...oneVideo,
  status: { ...oneVideo.status, faults },
});
export const on = { mode: 'on', granted: true } as const;

/** A document with `count` restyled videos. */
export const styled = (count: number, change: Partial<DocumentReport['status']> = {}): DocumentReport => ({
  ...oneVideo,
  status: { ...oneVideo.status, styled: Array(count).fill(STYLED), ...change },
});
