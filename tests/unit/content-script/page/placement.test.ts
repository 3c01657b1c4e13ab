import { expect, test } from 'vitest';
import {
  COPIED,
  type LayoutFacts,
  planFullscreen,
  planPlacement,
  READ,
  TRANSFORMS,
} from '../../../../src/content-script/page/placement';

const plain = Object.fromEntries(
  [...READ, ...TRANSFORMS, ...COPIED].map((name) => [name, 'none']),
) as LayoutFacts['video'];

function plan(video: Partial<LayoutFacts['video']> = {}, change: Partial<LayoutFacts> = {}) {
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
    isUnder: false,
    hasBackdrop: false,
    canAnchor: true,
    isItem: false,
    needsPositionedParent: false,
    ...change,
  };
  return planPlacement(facts, '--ours');
}

test('the overlay is anchored to the video and changes nothing else', () => {
  const { host, parent, isBefore, isUnder } = plan();
  expect(host).toMatchObject({
    position: 'absolute',
    left: 'anchor(--ours left)',
    height: 'anchor-size(--ours height)',
  });
  expect({ parent, isBefore, isUnder }).toEqual({ parent: {}, isBefore: false, isUnder: false });
});

test('the fit of the video is passed on to the canvas', () => {
  expect(plan().fit).toEqual({ objectFit: 'cover', objectPosition: '10% 20%' });
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

test("an overlay below the video has the video's background", () => {
  expect(plan({ 'background-color': 'rgb(1, 2, 3)' }, { isUnder: true }).host['background-color']).toBe('rgb(1, 2, 3)');
});

test('below an absolute video with a backdrop the overlay goes between the two, without an anchor', () => {
  const under = plan({ position: 'absolute', 'z-index': '2' }, { isUnder: true, hasBackdrop: true });
  expect(under).toMatchObject({ isBefore: true, parent: {}, host: { 'z-index': '2', left: '3px' } });
});

test('the box is copied where anchors do not work', () => {
  expect(plan({}, { canAnchor: false }).host).toMatchObject({ left: '3px', top: '4px', width: '100px' });
});

test.each([true, false])('in fullscreen of the video the overlay fills the screen (below it: %s)', (isBelow) => {
  const { host, isUnder } = planFullscreen({ 'object-fit': 'contain', 'object-position': '50% 50%' }, isBelow);
  expect(host).toMatchObject({ position: 'fixed', width: '100%', height: '100%' });
  expect(isUnder).toBe(isBelow);
});
