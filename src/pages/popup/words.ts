/** Every sentence the popup says. */
import type { Fault } from '../../protocol/faults';
import type { Reach } from './tab';

/** Why a tab cannot be restyled at all. */
export const UNREACHABLE: Record<Exclude<Reach, 'page'>, string> = {
  browser: 'This is one of the browser’s own pages. Extensions can’t run here.',
  store: 'Browsers let no extension run on their extension store.',
  file: 'This is a file on your computer. Inkreel works on web pages.',
  pdf: 'This is a PDF document. There is no video to restyle.',
  closed: 'Extensions can’t run on this page.',
};

/** Why a video is left as it is: a sentence when it is the whole story, a few words beside videos that are styled. */
export const FAULT_WORDS: Record<Fault, { sentence: string; brief: string }> = {
  'no-gpu': {
    sentence: 'No usable GPU: this browser gives Inkreel no WebGPU here.',
    brief: 'no usable GPU',
  },
  'device-lost': {
    sentence: 'The GPU stopped answering. Reload the page to try again.',
    brief: 'the GPU stopped answering',
  },
  drm: {
    sentence: 'This video is copy-protected (DRM), so it is left as it is.',
    brief: 'copy-protected (DRM)',
  },
  tainted: {
    sentence: 'This video comes from another site, which doesn’t share its picture.',
    brief: 'from another site',
  },
  'not-loaded': {
    sentence: 'This video’s site doesn’t let Inkreel load it a second time, so it is left as it is.',
    brief: 'can’t be loaded a second time',
  },
  sandboxed: {
    sentence: 'This page is sandboxed, which keeps Inkreel from its video.',
    brief: 'sandboxed',
  },
  'no-frames': {
    sentence: 'The video gives no picture yet.',
    brief: 'without a picture',
  },
  'bad-style': {
    sentence: 'This style could not be loaded. Please choose another.',
    brief: 'the style could not be loaded',
  },
  'host-gone': {
    sentence: 'The renderer stopped. Starting it again…',
    brief: 'starting again',
  },
  'too-slow': {
    sentence: 'This is too much for the GPU of this computer, so the video is left as it is while it plays.',
    brief: 'too much for this GPU',
  },
  internal: {
    sentence: 'Something went wrong inside Inkreel. Reload the page to try again.',
    brief: 'an error inside Inkreel',
  },
};

export const WORDS = {
  off: 'Off on this site.',
  never: (host: string) => `You chose in the settings that nothing ever runs on ${host}.`,
  askAgain: 'Allow switching it on',
  cameraOn: 'On',
  cameraOff: 'Off',
  asking: 'Waiting for your answer to the browser’s question…',
  starting: 'Starting…',
  reload: 'Reload the page to start.',
  noVideo: 'No video on this page.',
  firstLook: 'Just this once: ',
  refused: (host: string) =>
    `Inkreel needs your permission to see the videos on ${host}. Without it, it can restyle this page once, until you leave it.`,
  once: 'Just this once',
  embedded: (host: string) => `The page itself has no video. One may be playing in a frame from ${host}.`,
  foreign: (host: string) =>
    `With your permission, Inkreel can restyle it by loading it a second time, from ${host} and nowhere else.`,
  include: (host: string) => `Include ${host}`,
  capture:
    'As a last resort, Inkreel can capture this tab. The browser asks for that as “read and change all your data”.',
  captureButton: 'Show it in its own window',
  captureFailed: 'This tab can’t be captured. Open Inkreel on it and try again.',
  firstLookFailed: 'This page can’t be restyled without permission.',
} as const;

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const oneDigit = new Intl.NumberFormat('en', { maximumSignificantDigits: 1 });
const number = (value: number) => (value < 0.95 ? oneDigit : value < 9.95 ? tenths : whole).format(value);

/** `1 video`, `3 videos`. */
export const videos = (count: number) => `${whole.format(count)} ${count === 1 ? 'video' : 'videos'}`;

/** `30 fps`; less is told more finely. */
export const rate = (fps: number) => `${number(fps)} fps`;

/** `12 ms a frame`; seconds from a thousand on. */
export const duration = (ms: number) => `${ms < 999.5 ? `${number(ms)} ms` : `${number(ms / 1000)} s`} a frame`;
