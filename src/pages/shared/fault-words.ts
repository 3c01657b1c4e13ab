/** Words for the reasons why a video stays unchanged, as the popup and the capture window show them. */
import type { Fault } from '../../protocol/faults';

/** `sentence` stands alone. `brief` completes a line about the other videos of the page. */
export const FAULT_WORDS: Record<Fault, { sentence: string; brief: string }> = {
  'no-gpu': {
    sentence: 'Inkreel needs WebGPU, which isn’t available. Check that hardware acceleration is on.',
    brief: 'WebGPU isn’t available',
  },
  'device-lost': {
    sentence: 'The graphics card stopped responding. Reload the page to try again.',
    brief: 'the graphics card stopped responding',
  },
  drm: {
    sentence: 'This video is copy-protected (DRM), so it plays unchanged.',
    brief: 'copy-protected (DRM)',
  },
  tainted: {
    sentence: 'This video comes from another site that doesn’t let this page read its picture.',
    brief: 'from another site',
  },
  'not-loaded': {
    sentence: 'Inkreel couldn’t load its own copy of this video, so it plays unchanged.',
    brief: 'the copy couldn’t be loaded',
  },
  sandboxed: {
    sentence: 'This page is sandboxed, so Inkreel can’t read its video.',
    brief: 'sandboxed',
  },
  'no-frames': {
    sentence: 'Waiting for the video’s first picture…',
    brief: 'no picture yet',
  },
  'own-camera': {
    sentence: 'This is your own camera, as others see it.',
    brief: 'your own camera, as others see it',
  },
  'bad-style': {
    sentence: 'This style couldn’t be loaded. Choose another one.',
    brief: 'the style couldn’t be loaded',
  },
  'host-gone': {
    sentence: 'The renderer stopped. Restarting it…',
    brief: 'restarting',
  },
  'too-slow': {
    sentence: 'Your graphics card is too slow for this video, so it plays unchanged.',
    brief: 'too much for your graphics card',
  },
  full: {
    sentence: 'Your graphics card is at its limit with other videos. This one follows when there is room.',
    brief: 'the graphics card’s limit',
  },
  internal: {
    sentence: 'Inkreel ran into an error. Reload the page to try again.',
    brief: 'Inkreel ran into an error',
  },
};
