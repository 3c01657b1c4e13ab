/** Every sentence the popup says, apart from the faults, which pages/shared/fault-words.ts words. */
import type { TabKind } from './tab';

/** Why Inkreel cannot run in a tab. */
export const UNREACHABLE: Record<Exclude<TabKind, 'page'>, string> = {
  browser: 'This is one of the browser’s own pages. Extensions can’t run here.',
  store: 'Extensions can’t run on the browser’s extension store.',
  file: 'This is a file on your computer. Inkreel works on web pages.',
  pdf: 'This is a PDF, so there is no video to restyle.',
  closed: 'Extensions can’t run on this page.',
};

export const WORDS = {
  off: 'Off on this site.',
  never: (host: string) => `You turned Inkreel off for ${host}.`,
  askAgain: 'Allow it again',
  cameraOn: 'On',
  cameraOff: 'Off',
  asking: 'Answer the browser’s question to continue…',
  starting: 'Starting…',
  reload: 'Reload the page to start.',
  noVideo: 'No video on this page.',
  found: (videos: string) => `${videos} found. Starting…`,
  left: (videos: string, reason: string) => ` ${videos} unchanged: ${reason}.`,
  some: (restyled: number, all: number) => `${restyled} of ${all} restyled: the graphics card’s limit`,
  restyled: (videos: string) => `${videos} restyled`,
  paused: 'paused',
  firstLook: 'Just this once: ',
  refused: (host: string) =>
    `Inkreel needs your permission to restyle videos on ${host}. Without it, Inkreel can restyle this page once, until you leave it.`,
  once: 'Just this once',
  embedded: (host: string) => `This page has no video of its own. There may be one in a frame from ${host}.`,
  foreign: (host: string) =>
    `Inkreel can load its own copy from ${host} if you allow it. The video then takes about twice the data.`,
  include: (host: string) => `Include ${host}`,
  capture:
    'As a last resort, Inkreel can capture this tab. The browser asks for that as “read and change all your data”.',
  captureButton: 'Show it in its own window',
  firstLookFailed: 'Inkreel needs permission to restyle this page.',
} as const;

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const oneDigit = new Intl.NumberFormat('en', { maximumSignificantDigits: 1 });
const number = (value: number) => (value < 0.95 ? oneDigit : value < 9.95 ? tenths : whole).format(value);

/** `1 video`, `3 videos`. */
export const videos = (count: number) => `${whole.format(count)} ${count === 1 ? 'video' : 'videos'}`;

/** `30 fps`; low rates get a decimal. */
export const rate = (fps: number) => `${number(fps)} fps`;

/** `12 ms a frame`; seconds from 1000 ms on. */
export const duration = (ms: number) => `${ms < 999.5 ? `${number(ms)} ms` : `${number(ms / 1000)} s`} a frame`;
