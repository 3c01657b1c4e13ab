/** Tests that content painted over a video stays above the overlay, wherever it stands in the tree. */
import { describe, expect, test } from 'vitest';
import { coverage, pixelsOf, stillView, takeView } from '../../support/coverage';
import { openLab } from '../../support/labs/overlay-lab';
import { overlayPage } from '../../support/labs/overlay-page';

const bare = overlayPage();
const RED = [255, 0, 0] as const;

const video = (style = '') =>
  `<video id="v" style="width: 240px; height: 140px; vertical-align: top; ${style}"></video>`;
/** A block of colour that paints as text does. */
const TEXT = 'font: 60px/60px monospace; color: red; -webkit-text-stroke: 20px red;';
const LIFTED = `${TEXT} margin: -110px 0 0 40px`;
const BOX = 'width: 60px; height: 50px; background: red';
const GREY = 'background: #ddd';

/** Pages whose red parts lie over the video without being positioned above it, by name. */
const PAGES: Record<string, string> = {
  'text beside the parent, lifted by a margin': `<div>${video()}</div><p style="${LIFTED}">WW</p>`,
  'the same, in a main with a background': `<main style="${GREY}"><div>${video()}</div><p style="${LIFTED}">WW</p></main>`,
  'the same, that ignores the pointer': `<main style="${GREY}"><div>${video()}</div><p style="${LIFTED}; pointer-events: none">WW</p></main>`,
  'text of an uncle two levels up': `<section style="${GREY}"><div><div style="${GREY}">${video()}</div></div><div><p style="${LIFTED}">WW</p></div></section>`,
  'text in the grid cell of the parent': `<div style="display: grid; ${GREY}"><div style="grid-area: 1/1">${video()}</div><p style="grid-area: 1/1; margin: 30px; ${TEXT}">WW</p></div>`,
  'a block in the grid cell of the parent': `<div style="display: grid; ${GREY}"><div style="grid-area: 1/1">${video()}</div><div style="grid-area: 1/1"><b style="display: block; ${BOX}"></b></div></div>`,
  'text in its own grid cell': `<div style="display: grid; ${GREY}">${video('grid-area: 1/1')}<p style="grid-area: 1/1; margin: 30px; ${TEXT}">WW</p></div>`,
  'text behind two thousand elements': `<main style="${GREY}"><div>${video()}</div><p style="margin: 0">${'<i></i>'.repeat(2000)}</p><p style="${LIFTED}">WW</p></main>`,
  'text beside a list item': `<ul style="${GREY}; padding: 0; margin: 0"><li>${video()}</li><li style="${LIFTED}">WW</li></ul>`,
  'a figure whose caption is lifted': `<figure style="${GREY}; margin: 0">${video('display: block')}<figcaption style="${LIFTED}">WW</figcaption></figure>`,
  'a picture beside the parent': `<div>${video()}</div><canvas style="width: 60px; height: 50px; margin: -100px 0 0 20px; background: red"></canvas>`,
  'a positioned caption before the parent': `<div style="position: relative; ${GREY}"><b style="position: absolute; left: 30px; top: 40px; ${BOX}"></b><div>${video()}</div></div>`,
  'a positioned caption before a flex parent': `<div style="position: relative; ${GREY}"><b style="position: absolute; left: 30px; top: 40px; ${BOX}"></b><div style="display: flex; justify-content: center; width: 300px">${video()}</div></div>`,
  'a sticky header over a scrolled video': `<header style="position: sticky; top: 0; height: 50px; background: red"></header><main style="${GREY}">${video()}<p style="height: 2000px"></p></main><script>scrollTo(0, 60)</script>`,
  'text lifted over a video with a border and padding': `<div style="${GREY}">${video('border: 5px solid navy; padding: 7px 3px; border-radius: 20px')}</div><p style="${LIFTED}">WW</p>`,
  'text over a video in a rotated box': `<div style="rotate: 10deg; margin: 50px; ${GREY}"><div>${video()}</div><p style="${LIFTED}">WW</p></div>`,
  'text over a video in perspective': `<div style="perspective: 500px; width: 400px"><div style="transform: rotateY(25deg); ${GREY}"><div style="padding: 9px">${video()}</div><p style="${LIFTED}">WW</p></div></div>`,
  'text over a video in a mirrored, scaled box': `<div style="transform: scale(-0.8, 1.1); width: 400px; ${GREY}"><div style="padding: 9.3px">${video('width: 239.6px')}</div><p style="${LIFTED}">WW</p></div>`,
  'text over a video in a zoomed box': `<div style="zoom: 1.5; ${GREY}"><div style="padding: 11px">${video()}</div><p style="${LIFTED}">WW</p></div>`,
  'text over a video between lines': `<div style="${GREY}">before ${video()} after</div><p style="${LIFTED}">WW</p>`,
  'text over a centred block': `<div style="text-align: center; width: 500px; ${GREY}">${video('display: block; margin: 0 auto')}</div><p style="${LIFTED}; margin-left: 200px">WW</p>`,
  'text over a grid with gaps': `<main style="${GREY}"><div style="display: grid; gap: 12px; grid-template-columns: 240px 100px; ${GREY}">${video()}<i>a</i><i>b</i></div><p style="${LIFTED}; margin-top: -120px">WW</p></main>`,
  'text over a flex box with gaps that wraps': `<main style="${GREY}"><div style="display: flex; gap: 12px; flex-wrap: wrap; justify-content: space-between; ${GREY}">${video()}<i>a</i></div><p style="${LIFTED}">WW</p></main>`,
  'text over a column with gaps in a list item': `<ul style="${GREY}; padding: 0; margin: 0"><li style="display: block"><div style="display: flex; flex-direction: column; row-gap: 9px">${video()}</div></li><li style="${LIFTED}">WW</li></ul>`,
  'text over a grid in a grid': `<section style="display: grid; gap: 5px; ${GREY}"><div style="display: grid; gap: 12px; justify-content: center; width: 300px">${video()}</div><p style="${LIFTED}">WW</p></section>`,
  'text over a clipping grid': `<main style="${GREY}"><div style="display: grid; gap: 12px; overflow: hidden; width: 300px">${video()}</div><p style="${LIFTED}">WW</p></main>`,
  'native controls and text': `<main style="${GREY}"><div>${video('height: 300px').replace('id=', 'controls id=')}</div><p style="${LIFTED}; margin-top: -290px">WW</p></main>`,
};

describe.each(Object.entries(PAGES))('%s', (_, html) => {
  test('is as before, and the rest of the picture is covered', async () => {
    await openLab(bare.page, html);
    const source = await bare.html();
    const before = await stillView(bare.page);
    await bare.cover();
    const after = await takeView(bare.page);
    const { picture, ...errors } = coverage(before, after);
    expect(picture).toBeGreaterThan(1500);
    expect(pixelsOf(before, RED)).toBeGreaterThan(500);
    // Soft edges of letters, and controls that fade.
    expect(Math.abs(pixelsOf(after, RED) / pixelsOf(before, RED) - 1)).toBeLessThan(0.02);
    // Letters have softer edges over another layer.
    expect(errors.missed).toBeLessThan(10);
    expect(errors.spilled).toBe(0);
    await bare.page.evaluate(() => lab.overlay!.remove());
    expect(await bare.html()).toBe(source);
  });
});
