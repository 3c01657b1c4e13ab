/**
 * Gives hundreds of small videos one CSS property each. Compares the videos under their overlays with the same videos whose
 * own picture has the overlay's colours.
 */
import type { Page } from 'puppeteer';
import { decodePng, type Picture } from '../picture';
import { bundle, source } from './overlay-lab';

/** One video of a page: a property with a value on it or on its parent, in a context. */
export interface CssCase {
  property: string;
  value: string;
  target: 'video' | 'parent';
  /** Further declarations of the video and of its parent. */
  context: string;
  around: string;
}

/** Columns, rows and size of the cells, css px. */
export const GRID = { columns: 16, rows: 16, width: 80, height: 60 } as const;
export const CELLS = GRID.columns * GRID.rows;

interface CssLab {
  /** Fills the page with cells. */
  begin(columns: number, rows: number, width: number, height: number): Promise<void>;
  /** Styles the cells; those without a case stay as they are. */
  style(cases: readonly CssCase[]): Promise<void>;
  /** Shows recoloured videos, or the videos with their overlays. */
  show(what: 'recoloured' | 'overlaid'): Promise<void>;
  /** Properties with up to `most` values that change the computed style of a video. */
  values(candidates: readonly string[], most: number): [string, string[]][];
}

declare global {
  var cssLab: CssLab;
}

const LAB = `
  import { FullscreenStage } from '${source('overlay/fullscreen-stage')}';
  import { Overlay } from '${source('overlay/overlay')}';
  import { setStyle } from '${source('overlay/overlay-element')}';
  const stage = new FullscreenStage(document, 'css');
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const settle = async (frames) => { for (let i = 0; i < frames; i++) await frame(); };
  const PICTURE = ['#00ff00', '#0000ff'], RECOLOURED = ['#ff00ff', '#ffff00'];
  const paint = (canvas, [left, right]) => {
    const context = canvas.getContext('2d');
    context.fillStyle = left; context.fillRect(0, 0, 80, 90);
    context.fillStyle = right; context.fillRect(80, 0, 80, 90);
  };
  const picture = () => Object.assign(document.createElement('canvas'), { width: 160, height: 90 });
  const canvas = picture();
  const cells = [];
  let overlays = [];
  let shown;
  const content = () => {
    const element = picture();
    paint(element, RECOLOURED);
    return { element, setFit: ({ objectFit, objectPosition, objectViewBox = 'none' }) => {
      setStyle(element, 'object-fit', objectFit);
      setStyle(element, 'object-position', objectPosition);
      setStyle(element, 'object-view-box', objectViewBox);
    } };
  };
  globalThis.cssLab = {
    async begin(columns, rows, width, height) {
      const stream = canvas.captureStream();
      for (let i = 0; i < columns * rows; i++) {
        const cell = document.createElement('div');
        cell.style.cssText = 'position: absolute; contain: strict; background: #ddeeff; width: ' + width + 'px; height: ' + height +
          'px; left: ' + (i % columns) * width + 'px; top: ' + Math.floor(i / columns) * height + 'px';
        const parent = document.createElement('div');
        const video = document.createElement('video');
        video.muted = true; video.srcObject = stream; video.play();
        parent.append(video); cell.append(parent); document.body.append(cell);
        cells.push({ cell, parent, video });
      }
      while (cells.some(({ video }) => video.readyState < 2)) { paint(canvas, PICTURE); await frame(); }
    },
    async style(cases) {
      for (const overlay of overlays) overlay.remove();
      overlays = [];
      cells.forEach(({ cell, parent, video }, i) => {
        const { property, value, target, context, around } = cases[i] ?? { context: '', around: '' };
        // Use a new parent, because the old one keeps its shadow root.
        const fresh = document.createElement('div');
        cell.prepend(fresh);
        // Moved by moveBefore, the video plays on.
        fresh.moveBefore(video, null);
        fresh.nextSibling.remove();
        fresh.style.cssText = 'width: 66px; height: 50px; background: #ffeedd;' + around;
        video.style.cssText = 'width: 56px; height: 42px; vertical-align: top;' + context;
        if (property) (target === 'video' ? video : fresh).style.setProperty(property, value);
        if (property) cell.title = target + ' ' + property + ': ' + value + ' | ' + context;
      });
    },
    async show(what) {
      if (what !== shown) {
        paint(canvas, what === 'recoloured' ? RECOLOURED : PICTURE);
        await settle(10);
      }
      shown = what;
      if (what === 'overlaid') {
        overlays = cells.map(({ video }, i) => new Overlay(video, content(), 'css' + i, stage, () => {}));
        for (const overlay of overlays) { overlay.insert(); overlay.show(); }
      }
      await settle(3);
    },
    values(candidates, most) {
      const probe = document.createElement('video');
      const parent = document.createElement('div');
      parent.append(probe);
      document.body.append(parent);
      const computed = getComputedStyle(probe);
      const found = [];
      for (const name of [...computed]) {
        const before = computed.getPropertyValue(name);
        const seen = new Set([before]);
        const values = [];
        for (const value of candidates) {
          if (values.length >= most || !CSS.supports(name, value)) continue;
          probe.style.setProperty(name, value);
          const now = computed.getPropertyValue(name);
          probe.style.removeProperty(name);
          if (!seen.has(now)) values.push(value);
          seen.add(now);
        }
        found.push([name, values]);
      }
      parent.remove();
      return found;
    },
  };`;

let script: Promise<string> | undefined;

/** Opens a page full of cells. */
export async function openCssLab(page: Page): Promise<void> {
  script ??= bundle(LAB);
  await page.goto('about:blank');
  await page.setContent('<!doctype html><style>body { margin: 0 }</style>');
  await page.evaluate(await script);
  await page.evaluate(({ columns, rows, width, height }) => cssLab.begin(columns, rows, width, height), GRID);
}

/** Takes a screenshot of at most `CELLS` cases: recoloured videos, or videos with overlays. */
export async function pictureOfCells(
  page: Page,
  cases: readonly CssCase[],
  what: 'recoloured' | 'overlaid',
): Promise<Picture> {
  // Pick what the page needs: a picture beside it would be sent as text, number by number.
  const styles = cases.map(({ property, value, target, context, around }) => ({
    property,
    value,
    target,
    context,
    around,
  }));
  await page.evaluate((all) => cssLab.style(all), styles);
  await page.evaluate((each) => cssLab.show(each), what);
  return decodePng(await page.screenshot({ captureBeyondViewport: false }));
}

const NEAR = 64;

/** The part of a screenshot that shows one cell. */
export function cellOf({ width, data }: Picture, index: number): Picture {
  const left = (index % GRID.columns) * GRID.width;
  const top = Math.floor(index / GRID.columns) * GRID.height;
  const row = (y: number) => data.subarray(4 * ((top + y) * width + left), 4 * ((top + y) * width + left + GRID.width));
  const rows = Array.from({ length: GRID.height }, (_, y) => row(y));
  return { width: GRID.width, height: GRID.height, data: new Uint8Array(Buffer.concat(rows)) };
}

/** Counts the pixels of `seen` that differ from all nine pixels around their place in `expected`. */
export function unlike(expected: Picture, seen: Picture): number {
  let sum = 0;
  for (let y = 1; y < seen.height - 1; y++) {
    for (let x = 1; x < seen.width - 1; x++) if (!hasLike(expected, seen, x, y)) sum++;
  }
  return sum;
}

function hasLike(expected: Picture, seen: Picture, x: number, y: number): boolean {
  const at = 4 * (y * seen.width + x);
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const to = at + 4 * (dy * seen.width + dx);
      if ([0, 1, 2].every((c) => Math.abs(seen.data[at + c]! - expected.data[to + c]!) < NEAR)) return true;
    }
  }
  return false;
}
