/** The overlay over the picture of its video: where it follows, what stays above it, how it goes. */
import { describe, expect, test } from 'vitest';
import { BLUE, coverage, GREEN, MAGENTA, pixelsOf, stillView, takeView, YELLOW } from '../../support/coverage';
import { openLab } from '../../support/labs/overlay-lab';
import { EXACT_COVER, overlayPage, VIDEO } from '../../support/labs/overlay-page';
import { screenshot } from '../../support/picture';

const bare = overlayPage();
const { settle, cover, coverageNow } = bare;

describe('the overlay follows when', () => {
  test.each<[string, string, () => void]>([
    ['the video is resized', VIDEO, () => Object.assign(lab.find('v').style, { width: '300px', height: '250px' })],
    [
      'its style attribute is rewritten',
      VIDEO,
      () => lab.find('v').setAttribute('style', 'width: 200px; margin: 30px'),
    ],
    ['text before it grows', `<p id="p"></p>${VIDEO}`, () => (document.getElementById('p')!.style.height = '120px')],
    [
      'a class of a container changes how it fits',
      `<style>.wide video { object-fit: cover; width: 300px !important }</style><div id="d">${VIDEO}</div>`,
      () => (document.getElementById('d')!.className = 'wide'),
    ],
    [
      'it is moved into another parent',
      `<div id="a">${VIDEO}</div><div id="b" style="padding: 40px"></div>`,
      () => document.getElementById('b')!.moveBefore(lab.find('v'), null),
    ],
    [
      'it gets native controls, which cover it then',
      `<div style="background: white">${VIDEO}</div>`,
      () => (lab.find('v').controls = true),
    ],
    [
      'a transform of its own is set',
      VIDEO,
      () => Object.assign(lab.find('v').style, { margin: '60px', transform: 'rotate(20deg)' }),
    ],
    ['the page scrolls', `${VIDEO}<div style="height: 2000px"></div>`, () => scrollTo(0, 60)],
  ])('%s', async (_, layout, change) => {
    await openLab(bare.page, layout);
    await cover();
    await bare.page.evaluate(change);
    const { picture, ...errors } = await coverageNow();
    expect(picture).toBeGreaterThan(1500);
    expect(errors).toEqual(EXACT_COVER);
    expect(await bare.page.evaluate(() => lab.evictions)).toBe(0);
  });

  test('a transition of its own runs', async () => {
    await openLab(bare.page, `<style>#v { transition: transform 300ms linear }</style>${VIDEO}`);
    await cover();
    await bare.page.evaluate(async () => {
      const video = lab.find('v');
      video.style.transform = 'translateX(150px)';
      await new Promise((done) => video.addEventListener('transitionend', done));
    });
    const { picture, ...errors } = await coverageNow();
    expect(picture).toBeGreaterThan(1500);
    expect(errors).toEqual(EXACT_COVER);
  });
});

describe('within two frames, and without animation frames before, the overlay follows', () => {
  const card = (style: string) => `<style>#v { border-radius: 0 } ${style}</style>
    <section><main><article id="card" style="padding: 20px; width: 300px"><div>${VIDEO}</div></article></main></section>`;

  /** Corner radius of video and overlay in each of the next frames. */
  const radii = () =>
    bare.page.evaluate(async () => {
      const seen: string[][] = [];
      for (let i = 0; i < 3; i++) {
        await new Promise((done) => requestAnimationFrame(done));
        // After the callbacks of this frame.
        await new Promise((done) => setTimeout(done));
        const boxes = [lab.find('v'), lab.overlay!.node as HTMLElement];
        seen.push(boxes.map((box) => getComputedStyle(box).borderTopLeftRadius));
      }
      return seen;
    });

  test.each<[string, string, () => Promise<void>]>([
    [
      'a class of a far ancestor',
      'body.round #v { border-radius: 30px }',
      () => bare.page.evaluate(() => document.body.classList.add('round')),
    ],
    ['the pointer over a card around it', '#card:hover #v { border-radius: 30px }', () => bare.page.mouse.move(20, 20)],
  ])('%s', async (_, style, change) => {
    await bare.page.mouse.move(500, 390);
    await openLab(bare.page, card(style));
    await cover();
    await bare.page.evaluate(() => {
      const native = requestAnimationFrame;
      Object.assign(globalThis, { asked: 0 });
      globalThis.requestAnimationFrame = (callback) => {
        Reflect.set(globalThis, 'asked', Reflect.get(globalThis, 'asked') + 1);
        return native(callback);
      };
    });
    await new Promise((done) => setTimeout(done, 500));
    expect(await bare.page.evaluate(() => Reflect.get(globalThis, 'asked'))).toBe(0);
    await change();
    expect((await radii()).at(-1)).toEqual(['30px', '30px']);
  });
});

describe('what the page draws over the video stays above', () => {
  test.each([
    [
      'a positioned control',
      '<b style="position: absolute; left: 20px; top: 20px; width: 50px; height: 50px; background: red"></b>',
      '',
    ],
    [
      'a control in the same grid cell',
      '<b style="grid-area: 1/1; width: 50px; height: 50px; background: red"></b>',
      'display: grid',
    ],
    [
      'a control pulled over it',
      '<b style="position: relative; display: block; margin-top: -60px; width: 50px; height: 50px; background: red"></b>',
      '',
    ],
  ])('%s', async (_, control, style) => {
    const video = VIDEO.replace('style="', 'style="grid-area: 1/1; display: block; ');
    await openLab(bare.page, `<div style="position: relative; width: 240px; ${style}">${video}${control}</div>`);
    const before = await takeView(bare.page);
    await cover();
    const after = await takeView(bare.page);
    expect(pixelsOf(before, [255, 0, 0])).toBeGreaterThan(1000);
    expect(pixelsOf(after, [255, 0, 0])).toBe(pixelsOf(before, [255, 0, 0]));
    expect(coverage(before, after)).toMatchObject(EXACT_COVER);
  });

  test('native controls', async () => {
    await openLab(bare.page, `<video id="v" controls style="width: 240px; height: 140px"></video>`);
    // Painted only where the overlay is below: white text and symbols in the bar at the bottom.
    const bar = { x: 8, y: 110, width: 240, height: 38 };
    const whites = async () => pixelsOf(await screenshot(bare.page, bar), [255, 255, 255]);
    const before = await whites();
    await cover();
    expect(pixelsOf(await takeView(bare.page), GREEN)).toBe(0);
    expect(before).toBeGreaterThan(50);
    expect(await whites()).toBeGreaterThan(0.9 * before);
  });
});

test('clicks reach the video through the overlay', async () => {
  await openLab(bare.page, VIDEO);
  await cover();
  await bare.page.evaluate(() =>
    lab.find('v').addEventListener('click', () => document.body.setAttribute('clicked', '')),
  );
  await bare.page.mouse.click(100, 70);
  expect(await bare.page.evaluate(() => document.body.hasAttribute('clicked'))).toBe(true);
});

test.each([
  ['', ''],
  [', however slowly its styles change', 'transition: all 5s'],
])('hidden, nothing of the overlay is seen and the video shows its own picture%s', async (_, style) => {
  await openLab(bare.page, `<video id="v" controls style="width: 240px; height: 140px; ${style}"></video>`);
  const before = await stillView(bare.page);
  await cover();
  expect(pixelsOf(await takeView(bare.page), GREEN)).toBe(0);
  await bare.page.evaluate(() => lab.overlay!.hide());
  await settle();
  const after = await takeView(bare.page);
  expect(pixelsOf(after, MAGENTA) + pixelsOf(after, YELLOW)).toBe(0);
  // The controls may have begun to fade.
  expect(pixelsOf(after, GREEN)).toBeGreaterThan(0.99 * pixelsOf(before, GREEN));
  expect(pixelsOf(after, BLUE)).toBeGreaterThan(0.99 * pixelsOf(before, BLUE));
});

test('a late picture fades away, and is whole again at once when the next one comes', async () => {
  await openLab(bare.page, VIDEO);
  await cover();
  const fading = await bare.page.evaluate(async () => {
    const transitions = () => (lab.overlay!.node as HTMLElement).getAnimations() as CSSTransition[];
    lab.overlay!.hide(true);
    const properties = transitions().map(({ transitionProperty }) => transitionProperty);
    await Promise.all(transitions().map(({ finished }) => finished));
    return properties.sort();
  });
  expect(fading).toEqual(['opacity', 'visibility']);
  await settle();
  expect(pixelsOf(await takeView(bare.page), MAGENTA)).toBe(0);
  expect(
    await bare.page.evaluate(() => {
      lab.overlay!.show();
      const overlay = lab.overlay!.node as HTMLElement;
      return [overlay.getAnimations().length, getComputedStyle(overlay).opacity];
    }),
  ).toEqual([0, '1']);
  expect(await coverageNow()).toMatchObject(EXACT_COVER);
});

test('a view transition of a named video shows the style', async () => {
  const named = VIDEO.replace('style="', 'style="view-transition-name: film; ');
  await openLab(bare.page, `<div>${named}</div>`);
  await cover();
  await settle();
  await bare.page.evaluate(async () => {
    const transition = document.startViewTransition(() => lab.find('v').style.setProperty('margin-left', '100px'));
    await transition.ready;
    for (const animation of document.getAnimations()) {
      animation.pause();
      animation.currentTime = 100;
    }
  });
  const view = await takeView(bare.page);
  expect(pixelsOf(view, GREEN) + pixelsOf(view, BLUE)).toBe(0);
  expect(pixelsOf(view, MAGENTA)).toBeGreaterThan(1000);
});
