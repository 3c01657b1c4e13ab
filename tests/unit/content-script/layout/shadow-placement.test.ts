import { describe, expect, test } from 'vitest';
import { type LayoutFacts, READ, TRANSFORMS } from '../../../../src/content-script/layout/placement';
import { planInShadow, type Surroundings } from '../../../../src/content-script/layout/shadow-placement';

const none = Object.fromEntries([...READ, ...TRANSFORMS].map((name) => [name, 'none']));
const EMPTY: Surroundings = {
  isLayered: false,
  hasFront: false,
  isPaintedOver: false,
  hasBackdrop: false,
  canFlowAbove: false,
  canIsolate: true,
};

interface Situation {
  video?: Partial<LayoutFacts['video']>;
  facts?: Partial<LayoutFacts>;
  around?: Partial<Surroundings>;
  isCompared?: boolean;
}

function plan({ video, facts, around, isCompared = false }: Situation = {}) {
  const layout: LayoutFacts = {
    video: { ...(none as LayoutFacts['video']), position: 'static', 'z-index': 'auto', ...video },
    box: { left: 3, top: 4, width: 100, height: 50 },
    size: { width: 100.25, height: 50 },
    canFlow: true,
    shape: {},
    paint: {},
    isUnder: false,
    isCompared,
    hasAlpha: false,
    hasBackdrop: false,
    canAnchor: true,
    isItem: false,
    needsPositionedParent: false,
    ...facts,
  };
  return planInShadow(layout, { ...EMPTY, ...around }, '--ours');
}

const BELOW_POSITIONED = { isBefore: true, hidesPicture: false };
const ABOVE_ALL = { isBefore: false, hidesPicture: false };
const BEHIND_ALL = { isBefore: false, hidesPicture: true, parent: { isolation: 'isolate' } };
const IN_FLOW = { isBefore: true, hidesPicture: true, isInFlow: true, parent: {}, host: { position: 'static' } };
const absolute = { video: { position: 'absolute' } };

describe('the overlay goes', () => {
  test.each<[string, Situation, object | null]>([
    ['below positioned content on a static video', {}, BELOW_POSITIONED],
    ['above all on a positioned video with nothing over it', { ...absolute, around: { isLayered: true } }, ABOVE_ALL],
    ['behind all where static content lies over the video', { around: { hasFront: true } }, BEHIND_ALL],
    [
      'behind all where content lies over a positioned video',
      { ...absolute, around: { isLayered: true, hasFront: true } },
      BEHIND_ALL,
    ],
    ['behind all below native controls', { facts: { isUnder: true } }, BEHIND_ALL],
    [
      'in the flow of an ancestor where a grid has no room for it',
      { facts: { canFlow: false }, around: { isPaintedOver: true, canFlowAbove: true } },
      IN_FLOW,
    ],
    [
      'nowhere in a root where other items would cover it from an ancestor',
      { facts: { canFlow: false }, around: { isPaintedOver: true, canFlowAbove: true, hasBackdrop: true } },
      null,
    ],
    [
      'in the flow between content behind and over the video',
      { around: { hasFront: true, hasBackdrop: true } },
      IN_FLOW,
    ],
    [
      'nowhere in a root where a filter of the page could not be found from it',
      { facts: { shape: { filter: 'blur(2px) url("#waves")' } } },
      null,
    ],
    [
      'below positioned content where a mask is a picture of its own',
      { facts: { shape: { 'mask-image': 'url("data:image/svg+xml,%3Csvg fill=\'#fff\'/%3E")' } } },
      { isBefore: true },
    ],
    ['in the flow where other content lies over the video', { around: { isPaintedOver: true } }, IN_FLOW],
    [
      'in the flow behind native controls in a parent that cannot be isolated',
      { facts: { isUnder: true }, around: { canIsolate: false } },
      IN_FLOW,
    ],
    [
      'nowhere where a box in the flow would move others',
      { facts: { canFlow: false }, around: { hasFront: true, hasBackdrop: true } },
      null,
    ],
    [
      'above a positioned video, whatever lies over its parent',
      { ...absolute, around: { isLayered: true, isPaintedOver: true } },
      ABOVE_ALL,
    ],
    [
      'above all on a translucent video, which is hidden then',
      { facts: { shape: { opacity: '0.5' } }, around: { isLayered: true } },
      { isBefore: false, hidesPicture: true, parent: {} },
    ],
    [
      'nowhere behind a video that mixes with its background',
      { facts: { shape: { 'mix-blend-mode': 'screen' } }, around: { isLayered: true, hasFront: true } },
      null,
    ],
    ['above a static video while compared', { around: { hasFront: true }, isCompared: true }, BELOW_POSITIONED],
    [
      'nowhere while a positioned video below other content is compared',
      { ...absolute, around: { isLayered: true, hasFront: true }, isCompared: true },
      null,
    ],
  ])('%s', (_, situation, expected) => {
    const planned = plan(situation);
    if (expected) expect(planned).toMatchObject(expected);
    else expect(planned).toBeNull();
  });
});

test('the page’s own anchor name is kept: the overlay has the video’s box instead', () => {
  const planned = plan({ video: { 'anchor-name': '--theirs' } })!;
  expect(planned.video).toEqual({});
  expect(planned.host).toMatchObject({ left: '3px', width: '100px' });
});

test('a z-index counts for items of flex and grid containers, and not for static videos elsewhere', () => {
  const video = { 'z-index': '4' };
  expect(plan({ video, around: { isLayered: true } })!.host['z-index']).toBe('auto');
  expect(plan({ video, facts: { isItem: true } })!.host['z-index']).toBe('4');
});
