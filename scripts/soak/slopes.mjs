// Judges a soak: how fast each figure grows, and whether that is within its bound.

/** One figure of a soak: its name, its unit, and the largest growth a minute that passes. */
export const FIGURES = [
  { name: 'pageHeap', title: 'Heap of the page', unit: 'MiB', bound: 0.15 },
  { name: 'hostHeap', title: 'Heap of the host', unit: 'MiB', bound: 0.15 },
  { name: 'workerHeap', title: 'Heap of the service worker', unit: 'MiB', bound: 0.15 },
  { name: 'pageNodes', title: 'DOM nodes of the page', unit: '', bound: 2 },
  { name: 'hostNodes', title: 'DOM nodes of the host', unit: '', bound: 2 },
  { name: 'pageListeners', title: 'Listeners of the page', unit: '', bound: 2 },
  { name: 'hostListeners', title: 'Listeners of the host', unit: '', bound: 2 },
  { name: 'gpuMemory', title: 'GPU buffers and textures', unit: 'MiB', bound: 0.1 },
];

/** Largest share of the control's frames that the restyled page's own video may lose. */
export const LOST_BOUND = 0.01;
/** Share of a soak that does not count: compilers, caches and the first collections settle in it. */
const SETTLING = 0.25;

/** Returns the samples that count. @param {readonly { minutes: number }[]} samples */
export function settled(samples) {
  const end = samples.at(-1)?.minutes ?? 0;
  return samples.filter(({ minutes }) => minutes >= SETTLING * end);
}

/**
 * Returns the growth a minute: the median of the slopes between all pairs of samples (Theil 1950, Sen 1968), which a few
 * outliers do not move.
 * @param {readonly { minutes: number, value: number }[]} points
 * @returns {number}
 */
export function slopeOf(points) {
  const slopes = points.flatMap((a, i) =>
    points.slice(i + 1).map((b) => (b.value - a.value) / (b.minutes - a.minutes)),
  );
  slopes.sort((a, b) => a - b);
  const middle = slopes.length >> 1;
  if (slopes.length === 0) return Number.NaN;
  return slopes.length % 2 === 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
}

/**
 * Returns the verdict on each figure and on the frames. A figure that was never measured does not pass.
 * @param {readonly Record<string, number>[]} samples
 */
export function judge(samples) {
  const counted = settled(samples);
  const figures = FIGURES.map(({ name, title, unit, bound }) => {
    const slope = slopeOf(counted.map((sample) => ({ minutes: sample.minutes, value: sample[name] })));
    return { name, title, unit, slope, bound, passes: slope <= bound };
  });
  const [first, last] = [counted[0], counted.at(-1)];
  const frames = (name) => (first && last ? last[name] - first[name] : 0);
  const lost = 1 - frames('pageFrames') / frames('controlFrames');
  return { figures, lost, lostBound: LOST_BOUND, passes: figures.every(({ passes }) => passes) && lost <= LOST_BOUND };
}
