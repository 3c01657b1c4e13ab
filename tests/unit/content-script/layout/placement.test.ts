import { expect, test } from 'vitest';
import {
  type LayoutFacts,
  planFullscreen,
  planPlacement,
  READ,
  TRANSFORMS,
} from '../../../../src/content-script/layout/placement';

const plain = Object.fromEntries([...READ, ...TRANSFORMS].map((name) => [name, 'none'])) as LayoutFacts['video'];

function plan(video: Partial<LayoutFacts['video']> = {}, change: Partial<LayoutFacts> = {}, isPaintedOver = false) {
  const facts: LayoutFacts = {
    video: {
      ...plain,
      position: 'static',
      'z-index': 'auto',
      'object-fit': 'cover',
      'object-position': '10% 20%',
      ...video,
    },
    box: { left: 3, top: 4, width: 100, height: 50 },
    size: { width: 100.25, height: 50 },
    canFlow: true,
    shape: {},
    paint: {},
    isUnder: false,
    isCompared: false,
    hasAlpha: false,
    hasBackdrop: false,
    canAnchor: true,
    isItem: false,
    needsPositionedParent: false,
    ...change,
  };
  return planPlacement(facts, '--ours', isPaintedOver);
}

test('the overlay is anchored to the video and changes nothing else', () => {
  const { host, parent, isBefore, hidesPicture } = plan();
  expect(host).toMatchObject({
    position: 'absolute',
    left: 'anchor(--ours left)',
    height: 'anchor-size(--ours height)',
  });
  expect({ parent, isBefore, hidesPicture }).toEqual({ parent: {}, isBefore: false, hidesPicture: false });
});

test('the fit of the video is passed on to the canvas', () => {
  expect(plan({ 'object-view-box': 'inset(10%)' }).fit).toEqual({
    objectFit: 'cover',
    objectPosition: '10% 20%',
    objectViewBox: 'inset(10%)',
  });
});

test("the page's own anchor names stay", () => {
  expect(plan().video['anchor-name']).toBe('--ours');
  expect(plan({ 'anchor-name': '--theirs' }).video['anchor-name']).toBe('--theirs, --ours');
});

test.each(['transform', 'rotate', 'scale', 'translate', 'offset-path'] as const)(
  'a video moved by %s has its box and its transform copied',
  (name) => {
    const { host } = plan({ [name]: 'something' });
    expect(host).toMatchObject({ left: '3px', top: '4px', width: '100px', height: '50px' });
    expect(host[name]).toBe('something');
  },
);

test('a fixed video has a fixed overlay', () => {
  expect(plan({ position: 'fixed' }).host.position).toBe('fixed');
});

test("the overlay takes the video's z-index where that applies: positioned, or an item of a grid or flex container", () => {
  expect(plan({ 'z-index': '7' }).host['z-index']).toBe('auto');
  expect(plan({ 'z-index': '7', position: 'relative' }).host['z-index']).toBe('7');
  expect(plan({ 'z-index': '7' }, { isItem: true }).host['z-index']).toBe('7');
});

test.each([
  ['static', 'auto', '-1', false],
  ['absolute', '5', '-1', false],
  ['absolute', '-3', '-4', false],
  ['relative', '5', '5', true],
  ['sticky', 'auto', 'auto', true],
])('below a %s video of layer %s the overlay has layer %s, before it: %s', (position, theirs, ours, isBefore) => {
  const under = plan({ position, 'z-index': theirs }, { isUnder: true });
  expect(under.host['z-index']).toBe(ours);
  expect(under.isBefore).toBe(isBefore);
  expect(under.parent).toEqual(isBefore ? {} : { isolation: 'isolate' });
});

test('an overlay has the shape of the video, and paints all of it below the video and where the video is translucent', () => {
  const [shape, paint] = [{ 'clip-path': 'circle(9px)' }, { 'background-color': 'rgb(1, 2, 3)' }];
  expect(plan({}, { shape, paint }).host).toMatchObject(shape);
  expect(plan({}, { shape, paint }).host['background-color']).toBeUndefined();
  expect(plan({}, { shape, paint, isUnder: true })).toMatchObject({ hidesPicture: true, host: { ...shape, ...paint } });
  const translucent = { opacity: '0.5' };
  expect(plan({}, { shape: translucent, paint })).toMatchObject({ hidesPicture: true, host: paint, parent: {} });
  expect(plan({}, { shape: translucent, paint, isCompared: true }).hidesPicture).toBe(false);
});

test('below an absolute video with a backdrop the overlay goes between the two, without an anchor', () => {
  const under = plan({ position: 'absolute', 'z-index': '2' }, { isUnder: true, hasBackdrop: true });
  expect(under).toMatchObject({ isBefore: true, parent: {}, host: { 'z-index': '2', left: '3px' } });
});

test('the box is copied where anchors do not work', () => {
  expect(plan({}, { canAnchor: false }).host).toMatchObject({ left: '3px', top: '4px', width: '100px' });
});

test.each([true, false])('in fullscreen of the video the overlay fills the screen (below it: %s)', (isBelow) => {
  const { host, hidesPicture } = planFullscreen(plain, isBelow);
  expect(host).toMatchObject({ position: 'fixed', width: '100%', height: '100%' });
  expect(hidesPicture).toBe(isBelow);
});
