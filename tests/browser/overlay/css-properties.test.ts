/** Every CSS property that the browser knows, on a video and on its parent: the overlay is drawn as the video would be. */

import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../../scripts/browser.mjs';
import { CELLS, type CssCase, cellOf, GRID, openCssLab, pictureOfCells, unlike } from '../../support/labs/css-lab';
import type { Picture } from '../../support/picture';

const VIEWPORT = { width: GRID.columns * GRID.width, height: GRID.rows * GRID.height };

/** Values of which each property takes those that it knows and that change something. */
const CANDIDATES = [
  // Numbers and lengths.
  ...['0.4', '2', '-1', '5px', '30%', '9px 14px', '20px', '70px', '150%'],
  // Colours and images.
  ...[
    'rgba(255, 0, 0, 0.5)',
    'linear-gradient(90deg, black 40%, transparent 60%), linear-gradient(black, transparent)',
  ],
  // Shapes, transforms and filters.
  ...[
    'inset(8px 12px)',
    'circle(18px)',
    'rotate(20deg)',
    '15deg',
    'scale(0.7)',
    'perspective(90px) rotateY(40deg)',
    '6px 9px',
  ],
  ...[
    'invert(1)',
    'blur(3px)',
    'opacity(0.5)',
    'drop-shadow(4px 4px 0 red)',
    'path("M 0 0 L 30 20")',
    'bevel',
    'squircle',
  ],
  ...['inset(10px 20px)', '0 0 8px 3px red', 'inset 0 0 8px 4px red', 'solid', 'dashed', 'rect(0px, 40px, 30px, 10px)'],
  // Words.
  ...[
    'multiply',
    'difference',
    'screen',
    'plus-lighter',
    'hidden',
    'auto',
    'scroll',
    'clip',
    'none',
    'cover',
    'fill',
    'top',
  ],
  ...['block', 'flex', 'grid', 'inline-block', 'contents', 'absolute', 'relative', 'fixed', 'sticky', 'left', 'right'],
  ...['center', 'start', 'end', 'stretch', 'border-box', 'content-box', 'padding-box', 'isolate', 'strict', 'paint'],
  ...['size', 'inline-size', 'layout', 'both', 'always', 'all', 'named', 'rtl', 'vertical-rl', 'alpha', 'luminance'],
  ...['exclude', 'subtract', 'intersect', 'no-repeat', 'space', 'round', 'pixelated', 'preserve-3d', 'dark', 'below'],
  ...['below 4px', 'transform', 'opacity', 'isolate', 'under', 'super', 'wrap', 'column', 'row-reverse', 'bold', '"x"'],
];

/** Styles that give the properties of a video something to act on. */
const CONTEXTS = [
  '',
  `border: 4px solid red; border-radius: 12px; padding: 3px; background: #888;
   mask: radial-gradient(black 40%, transparent 90%), linear-gradient(90deg, black 50%, transparent 70%);`,
  'position: relative; rotate: y 180deg; translate: 4px 3px;',
];
/** The same for those of its parent: the video is larger. */
const LARGER = 'width: 74px; height: 60px; margin: -2px;';
const CLIPPING = 'overflow: hidden; border-radius: 16px;';

/** Properties that no overlay follows, with the reason. */
const EXCEPT = new Map([
  ['display: none', 'a session takes the overlay of an unseen video away'],
  ['visibility: hidden', 'the same'],
  [
    'offset-path: circle(18px)',
    'a shape along which a box moves lies in the containing block, and the overlay has another',
  ],
  ['outline-style: auto', 'the ring of the focus is the video’s own: what hides the picture would hide it, too'],
  ['text-emphasis-style: "x"', 'the browser lays the line out otherwise, whenever the video is styled anew'],
]);

/** Names of directions that depend on the text. Where one looks as its physical counterpart, it is not shown again. */
const LOGICAL = /(^|-)(block|inline|start|end)(-|$)/;

/** Pixels of a cell that rounding may change. */
const ROUNDING = 30;

/** Elements that styles of a video name. */
const NAMED = `<svg width="0" height="0" style="position: absolute">
  <filter id="moved"><feOffset dx="9" dy="5"/></filter>
  <clipPath id="round" clipPathUnits="objectBoundingBox"><circle cx=".5" cy=".5" r=".4"/></clipPath>
  <mask id="cut" maskContentUnits="objectBoundingBox"><rect width=".6" height="1" fill="white"/></mask></svg>`;
const FRAMED = 'border: 4px solid red; padding: 8px 2px 0 14px; background: #888;';

/** Values that act on a video only together with other declarations, or with elements of the page. */
const TOGETHER: [property: string, value: string, context: string][] = [
  ['filter', 'url(#moved)', ''],
  ['clip-path', 'url(#round)', ''],
  ['clip-path', 'url(#round)', 'position: relative; transform: rotate(9deg);'],
  ['mask', 'url(#cut)', ''],
  ['transform-box', 'content-box', `${FRAMED} transform: rotate(20deg); transform-origin: 0 0;`],
  ['transform-box', 'content-box', `${FRAMED} translate: 20% 10%;`],
];

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser({ headless: true, viewport: VIEWPORT });
  page = await browser.newPage();
});
afterAll(() => browser?.close());

function* batches<T>(cases: readonly T[]): Generator<T[]> {
  for (let at = 0; at < cases.length; at += CELLS) yield cases.slice(at, at + CELLS);
}

test('every property is followed', async () => {
  await openCssLab(page);
  await page.evaluate((svg) => document.body.insertAdjacentHTML('beforeend', svg), NAMED);
  const plain = { property: '', value: '', target: 'video', context: '', around: '' } as const;
  const cases: CssCase[] = [];
  for (const [property, values] of await page.evaluate((all) => cssLab.values(all, 4), CANDIDATES)) {
    for (const [i, value] of values.filter((value) => !EXCEPT.has(`${property}: ${value}`)).entries()) {
      cases.push({ ...plain, property, value });
      // Two values do for the rest.
      if (i !== 0 && i !== values.length - 1) continue;
      for (const context of CONTEXTS.slice(1)) cases.push({ ...plain, property, value, context });
      cases.push({ ...plain, property, value, target: 'parent', context: LARGER, around: CLIPPING });
    }
  }
  const together = TOGETHER.map(([property, value, context]): CssCase => ({ ...plain, property, value, context }));
  cases.push(...together);
  // Most of them change nothing that can be seen, on a video.
  const bases = [
    ...[...CONTEXTS, ...together.map(({ context }) => context)].map((context) => ({ ...plain, context })),
    { ...plain, context: LARGER, around: CLIPPING },
  ];
  const base = await pictureOfCells(page, bases, 'recoloured');
  const baseOf = new Map(bases.map(({ context }, i) => [context, cellOf(base, i)]));
  const visible: (CssCase & { expected: Picture })[] = [];
  const known = new Set<string>();
  for (const batch of batches(cases)) {
    const view = await pictureOfCells(page, batch, 'recoloured');
    batch.forEach((each, i) => {
      const expected = cellOf(view, i);
      const look = `${each.target} ${each.context} ${Buffer.from(expected.data).toString('base64')}`;
      const isKnown = LOGICAL.test(each.property) && known.has(look);
      known.add(look);
      if (!isKnown && unlike(baseOf.get(each.context)!, expected) > 0) visible.push({ ...each, expected });
    });
  }
  const isVisible = (each: CssCase) =>
    visible.some((other) => other.value === each.value && other.context === each.context);
  expect(together.filter((each) => !isVisible(each))).toEqual([]);
  const wrong: string[] = [];
  for (const batch of batches(visible)) {
    const seen = await pictureOfCells(page, batch, 'overlaid');
    batch.forEach(({ property, value, target, context, expected }, i) => {
      const pixels = unlike(expected, cellOf(seen, i));
      if (pixels > ROUNDING) wrong.push(`${target} ${property}: ${value} (${pixels} pixels, context ${context})`);
    });
  }
  expect(wrong).toEqual([]);
}, 600_000);
