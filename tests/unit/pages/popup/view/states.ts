/** States of the popup for its tests. */
import { NOTHING, STYLED } from '../../../../../scripts/popup/states.mjs';
import type { DocumentReport } from '../../../../../src/pages/popup/documents';
import type { PopupState } from '../../../../../src/pages/popup/view/state';
import type { Fault } from '../../../../../src/protocol/faults';

export const site = { hostname: 'a.example', pattern: 'https://a.example/*' };
export const model = (change: Partial<PopupState> = {}): PopupState => ({
  tab: { id: 1, kind: 'page', site },
  domain: 'a.example',
  mode: 'ask',
  granted: false,
  asking: false,
  refused: false,
  firstLook: 'no',
  reports: [],
  silentMs: 0,
  startingMs: 0,
  embeddedIncluded: false,
  foreign: undefined,
  canMakeTracks: true,
  paused: false,
  quality: 'auto',
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
