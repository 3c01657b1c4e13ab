// How far the overlay is behind the video: the page that shows both, notes of messages, and pictures of the screen.
import { PNG } from 'pngjs';
import { blockOf, FPS, framesBehind, readNumber } from './numbered.mjs';

/** Mean difference, in 1/255, above which two pictures count as different. */
const VISIBLE = 4;

export const round = (value) => Math.round(value * 100) / 100;

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Count, median and 95th percentile; null for no values. */
const summary = (values) =>
  values.length === 0
    ? null
    : { samples: values.length, p50: round(percentile(values, 0.5)), p95: round(percentile(values, 0.95)) };

/** A page with the video and, below it, its reflection, which no overlay covers: every frame of the screen shows both. */
export const pageOf = (video, { width, height }) => `<!doctype html>
<meta charset="utf-8"><title>latency</title><link rel="icon" href="data:,">
<style>body { margin: 0 } video { display: block; -webkit-box-reflect: below }</style>
<video src="${video}" width="${width}" height="${height}" autoplay muted loop playsinline></video>
<script>
  const video = document.querySelector('video');
  const log = (globalThis.displayed = []);
  const note = (now, { mediaTime, expectedDisplayTime }) => {
    const { timeOrigin } = performance;
    globalThis.firstFrame ??= now;
    log.push({ number: Math.round(mediaTime * ${FPS}), step: timeOrigin + now, at: timeOrigin + expectedDisplayTime });
    video.requestVideoFrameCallback(note);
  };
  video.requestVideoFrameCallback(note);
</script>`;

/** Runs in the content script's world: notes when each frame that is sent was taken. */
export function noteSent() {
  globalThis.sent = {};
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (message, ...rest) {
    if (message?.type === 'frame') {
      globalThis.sent[message.id] = { takenAt: message.sentAt - message.captureMs, kind: message.frame.kind };
    }
    return post.call(this, message, ...rest);
  };
}

/** Runs in the host: notes when it reports that a frame's picture left for the screen. */
export function notePresented() {
  globalThis.presented = [];
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (message, ...rest) {
    if (message?.type === 'presented') {
      globalThis.presented.push({ id: message.id, at: performance.timeOrigin + performance.now() });
    }
    return post.call(this, message, ...rest);
  };
}

/**
 * Lag of every frame that reached the overlay, when its picture left the host, from the messages between page and host: later
 * frames of the video that were due on the screen by then, and ms since the frame itself was due.
 * @returns {{ at: number, frames: number, ms: number }[]} `at` is the time at which the picture left
 */
export function lagsOfMessages(displayed, sent, presented) {
  return presented.flatMap(({ id, at }) => {
    const taken = sent[id];
    // Callbacks of one rendering step share their time: the frame taken is that of the last step begun before.
    const shown = taken && displayed.findLast(({ step }) => step <= taken.takenAt + 0.01);
    const now = displayed.findLast((frame) => frame.at <= at);
    return shown && now ? [{ at, frames: framesBehind(now.number, shown.number), ms: at - shown.at }] : [];
  });
}

/** Median and 95th percentile of these lags. */
export function lagOfMessages(displayed, sent, presented) {
  const lags = lagsOfMessages(displayed, sent, presented);
  return { frames: summary(lags.map(({ frames }) => frames)), ms: summary(lags.map(({ ms }) => ms)) };
}

/** Reads one picture of the screen: the numbers in the video's box and in its reflection, and whether the two look alike. */
export async function readScreen(page, width, height) {
  const block = blockOf(height);
  const rows = block * 4;
  const clip = { x: 0, y: height - rows, width, height: rows * 2 };
  const png = PNG.sync.read(Buffer.from(await page.screenshot({ clip, optimizeForSpeed: true })));
  const luma = (x, y) => {
    const at = (y * png.width + x) * 4;
    return 0.299 * png.data[at] + 0.587 * png.data[at + 1] + 0.114 * png.data[at + 2];
  };
  let difference = 0;
  for (let y = 0; y < rows - block; y++) {
    for (let x = 0; x < width; x++) difference += Math.abs(luma(x, y) - luma(x, 2 * rows - 1 - y));
  }
  return {
    overlay: readNumber((x) => luma(x, rows - block / 2), block),
    video: readNumber((x) => luma(x, rows + block / 2), block),
    restyled: difference / ((rows - block) * width) > VISIBLE,
  };
}

/** Lag in frames on the screen at random moments; null where the screen does not show the restyled picture. */
export async function lagOnScreen(page, width, height, seconds) {
  const lags = [];
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const { overlay, video, restyled } = await readScreen(page, width, height);
    if (restyled && overlay !== undefined && video !== undefined) lags.push(framesBehind(video, overlay));
  }
  return summary(lags);
}
