// Draws a soak as an SVG: one panel a figure, the part that counts in a darker line, growth and bound above it.
import { settled } from './slopes.mjs';

const WIDTH = 420;
const HEIGHT = 150;
const LEFT = 56;
const TOP = 34;
const BOTTOM = 22;
const COLUMNS = 2;

const number = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));
const signed = (value) => `${value >= 0.0005 ? '+' : ''}${(Math.round(1000 * value) / 1000 || 0).toFixed(3)}`;
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** @param {{ title: string, note: string, passes: boolean, points: { minutes: number, value: number }[], counted: number }} panel */
function panelOf({ title, note, passes, points, counted }) {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // Leave room around a flat line, so that its noise does not look like growth.
  const room = Math.max((high - low) * 0.25, Math.abs(high) * 0.1, 0.1);
  const [bottom, top] = [Math.max(0, low - room), high + room];
  const end = points.at(-1)?.minutes || 1;
  const x = (minutes) => LEFT + (minutes / end) * (WIDTH - LEFT - 16);
  const y = (value) => TOP + (1 - (value - bottom) / (top - bottom)) * (HEIGHT - TOP - BOTTOM);
  const path = (some) => some.map(({ minutes, value }) => `${x(minutes).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const ticks = [bottom, top].map(
    (value) => `<text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end" class="tick">${number(value)}</text>`,
  );
  return `<text x="8" y="16" class="title">${escaped(title)}</text>
<text x="${WIDTH - 16}" y="16" text-anchor="end" class="${passes ? 'note' : 'note bad'}">${escaped(note)}</text>
<rect x="${LEFT}" y="${TOP}" width="${WIDTH - LEFT - 16}" height="${HEIGHT - TOP - BOTTOM}" class="field"/>
${ticks.join('\n')}
<polyline points="${path(points)}" class="early"/>
<polyline points="${path(points.slice(-counted))}" class="line"/>
<text x="${LEFT}" y="${HEIGHT - 6}" class="tick">0</text>
<text x="${WIDTH - 16}" y="${HEIGHT - 6}" text-anchor="end" class="tick">${end.toFixed(1)} min</text>`;
}

/** Frames a second between samples. */
const rates = (samples, name) =>
  samples.slice(1).map((sample, i) => ({
    minutes: sample.minutes,
    value: (sample[name] - samples[i][name]) / (60 * (sample.minutes - samples[i].minutes)),
  }));

/**
 * Returns the picture as SVG text.
 * @param {{ title: string, samples: Record<string, number>[], verdict: ReturnType<typeof import('./slopes.mjs').judge> }} soak
 */
export function plot({ title, samples, verdict }) {
  const counted = settled(samples).length;
  const panels = verdict.figures.map(({ name, title, unit, slope, bound, passes }) => ({
    title: unit ? `${title}, ${unit}` : title,
    note: `${signed(slope)} a minute (at most ${bound})`,
    passes,
    counted,
    points: samples.map((sample) => ({ minutes: sample.minutes, value: sample[name] })),
  }));
  const lost = `${(100 * verdict.lost).toFixed(2)} % fewer than control (at most ${100 * verdict.lostBound} %)`;
  for (const [name, title, note] of [
    ['pageFrames', 'Frames a second, page', lost],
    ['controlFrames', 'Frames a second, control', ''],
    ['styledFrames', 'Frames a second, restyled', ''],
  ]) {
    const passes = name !== 'pageFrames' || verdict.lost <= verdict.lostBound;
    panels.push({ title, note, passes, counted, points: rates(samples, name) });
  }
  const rows = Math.ceil(panels.length / COLUMNS);
  const groups = panels.map(
    (panel, i) =>
      `<g transform="translate(${(i % COLUMNS) * WIDTH},${40 + Math.floor(i / COLUMNS) * HEIGHT})">\n${panelOf(panel)}\n</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${COLUMNS * WIDTH}" height="${40 + rows * HEIGHT}" font-family="sans-serif">
<style>
  .title { font-size: 12px; font-weight: 600; fill: #222 } .note { font-size: 11px; fill: #37703c } .bad { fill: #b3261e }
  .tick { font-size: 10px; fill: #666 } .field { fill: #f4f4f2 } .early, .line { fill: none; stroke-width: 1.5 }
  .early { stroke: #b8c4d6 } .line { stroke: #2457a6 }
</style>
<rect width="100%" height="100%" fill="#fff"/>
<text x="8" y="24" font-size="14" font-weight="600" fill="#222">${escaped(title)}</text>
${groups.join('\n')}
</svg>
`;
}
