/** Computes the place of the overlay: styles of the overlay, the video and its parent, from the page's own styles. */

import { type Appearance, type CssProperties, isTranslucent } from './appearance';

/** Returns the properties as declarations of a rule, each marked important. */
export const cssText = (properties: CssProperties): string =>
  Object.entries(properties)
    .map(([name, value]) => `${name}: ${value} !important;`)
    .join(' ');

/** Computed properties of the video that decide the placement. */
export const READ = [
  'position',
  'z-index',
  'anchor-name',
  'object-fit',
  'object-position',
  'object-view-box',
  'view-transition-name',
] as const;

/** Properties that transform a box after layout. The first five do so by themselves; the others modify them. */
export const TRANSFORMS = [
  'transform',
  'translate',
  'rotate',
  'scale',
  'offset-path',
  'transform-origin',
  'offset-distance',
  'offset-rotate',
  'offset-anchor',
  'offset-position',
  'transform-box',
] as const;

export interface LayoutFacts extends Appearance {
  video: Record<(typeof READ | typeof TRANSFORMS)[number], string>;
  /** Border box of the video before its own transform, from the padding edge of its containing block, in CSS px. */
  box: { left: number; top: number; width: number; height: number };
  /** The same size to the fraction, as CSS px before any zoom of the video's own. */
  size: { width: number; height: number };
  /** A box without a size, before the video in its parent, moves nothing there. */
  canFlow: boolean;
  /** The overlay must go below the video, because native controls or captions have to stay visible. */
  isUnder: boolean;
  /** Style and original are compared, so that the overlay shows only a part of the picture. */
  isCompared: boolean;
  /** The page is seen through parts of the picture. */
  hasAlpha: boolean;
  /** Another element lies below the video in the same parent and would hide an overlay further down. */
  hasBackdrop: boolean;
  /** Anchor positioning works here. */
  canAnchor: boolean;
  /** z-index applies to the video even where it is not positioned: its parent is a flex or grid container. */
  isItem: boolean;
  /** An unpositioned ancestor clips or scrolls the video and would not clip the overlay with it. */
  needsPositionedParent: boolean;
}

/** How the picture fills the box: CSS values. */
export interface Fit {
  objectFit: string;
  objectPosition: string;
  objectViewBox: string;
}

export interface PlacementPlan {
  host: CssProperties;
  /** Applied to the video as long as there is an overlay. */
  video: CssProperties;
  parent: CssProperties;
  /** The video's own picture is hidden while the overlay is shown, because the overlay lies below it or does not cover it. */
  hidesPicture: boolean;
  /** The overlay goes before the video in the tree instead of after it. */
  isBefore: boolean;
  /** The overlay is an unpositioned box without a size of its own: see `inFlow`. */
  isInFlow: boolean;
  fit: Fit;
}

const BASE: CssProperties = {
  display: 'block',
  margin: '0',
  right: 'auto',
  bottom: 'auto',
  'box-sizing': 'border-box',
  'border-style': 'solid',
  'border-color': 'transparent',
  overflow: 'clip',
  'overflow-clip-margin': 'content-box',
  'pointer-events': 'none',
};

export const anchored = (name: string): CssProperties => ({
  'position-anchor': name,
  top: `anchor(${name} top)`,
  left: `anchor(${name} left)`,
  width: `anchor-size(${name} width)`,
  height: `anchor-size(${name} height)`,
});

/** Returns the same box with the same transforms, for videos that cannot be an anchor. */
export const copied = ({ video, box }: LayoutFacts): CssProperties => ({
  top: `${box.top}px`,
  left: `${box.left}px`,
  width: `${box.width}px`,
  height: `${box.height}px`,
  ...pick(TRANSFORMS, video),
});

/**
 * Returns an unpositioned box of the video's size that takes no room. It paints above the backgrounds of blocks and below text,
 * where no positioned box can. Its margins, which are measured, move it over the video.
 */
export const inFlow = ({ size }: LayoutFacts): CssProperties => ({
  position: 'static',
  float: 'left',
  flex: 'none',
  order: '-1',
  'align-self': 'flex-start',
  width: `${size.width}px`,
  height: `${size.height}px`,
});

/** Whether the video has transforms, which anchored boxes do not follow in every browser version. */
export const isTransformed = (video: LayoutFacts['video']): boolean =>
  TRANSFORMS.slice(0, 5).some((name) => video[name] !== 'none');

export const pick = (names: readonly (keyof LayoutFacts['video'])[], from: LayoutFacts['video']): CssProperties =>
  Object.fromEntries(names.map((name) => [name, from[name]]));

export const fitOf = (video: LayoutFacts['video']): Fit => ({
  objectFit: video['object-fit'],
  objectPosition: video['object-position'],
  objectViewBox: video['object-view-box'],
});

/** Returns the styles that the overlay copies. They include border and background if the video's own are hidden. */
export const overlayStyles = ({ shape, paint }: Appearance, hidesPicture: boolean): CssProperties => ({
  ...BASE,
  ...shape,
  ...(hidesPicture && paint),
});

/**
 * Whether the video's own picture would be seen through or above an overlay over it. A view transition shows a named video above
 * everything else of the page, the overlay included.
 */
export const mustHidePicture = ({ isCompared, hasAlpha, shape, video }: LayoutFacts): boolean =>
  !isCompared && (hasAlpha || isTranslucent(shape) || (video['view-transition-name'] || 'none') !== 'none');

interface StackingLayer {
  zIndex: string;
  isBefore: boolean;
  isolates: boolean;
  canAnchor: boolean;
}

/** Computes the stacking layer directly above or directly below the video. */
function layer({ video, isUnder, isItem, hasBackdrop }: LayoutFacts): StackingLayer {
  const isPositioned = video.position !== 'static';
  const zIndex = isPositioned || isItem ? video['z-index'] : 'auto';
  if (!isUnder) return { zIndex, isBefore: false, isolates: false, canAnchor: true };
  // A positioned box covers whatever comes before it in the tree.
  const isInFlow = video.position === 'relative' || video.position === 'sticky';
  // An overlay before the video in the tree is the last resort for absolutely positioned videos, because they cannot anchor
  // a box before them. All other videos get a negative z-index in a stacking context of their parent. Unpositioned videos
  // need it, because they lie below every positioned box.
  const isAbsolute = video.position === 'absolute' && hasBackdrop;
  if (isInFlow || isAbsolute) return { zIndex, isBefore: true, isolates: false, canAnchor: isInFlow };
  const below = zIndex === 'auto' ? -1 : Math.min(0, Number(zIndex)) - 1;
  return { zIndex: String(below), isBefore: false, isolates: true, canAnchor: true };
}

/**
 * Computes the styles that put an overlay exactly over (or under) a video.
 * @param name the anchor name to use, such as `--name`
 * @param isPaintedOver whether content lies over an unpositioned video that an overlay above it would cover
 */
export function planPlacement(facts: LayoutFacts, name: string, isPaintedOver: boolean): PlacementPlan {
  const { video } = facts;
  if (isPaintedOver && !facts.isCompared && facts.canFlow) return planInFlow(facts);
  const { zIndex, isBefore, isolates, canAnchor } = layer(facts);
  const isAnchored = canAnchor && facts.canAnchor && !isTransformed(video);
  const hidesPicture = facts.isUnder || mustHidePicture(facts);
  const names = video['anchor-name'] === 'none' ? name : `${video['anchor-name']}, ${name}`;
  return {
    host: {
      ...overlayStyles(facts, hidesPicture),
      ...(isAnchored ? anchored(name) : copied(facts)),
      position: video.position === 'fixed' ? 'fixed' : 'absolute',
      'z-index': zIndex,
    },
    video: { 'anchor-name': names },
    parent: {
      ...(facts.needsPositionedParent && { position: 'relative' }),
      ...(isolates && { isolation: 'isolate' }),
    },
    isBefore,
    hidesPicture,
    isInFlow: false,
    fit: fitOf(video),
  };
}

const planInFlow = (facts: LayoutFacts): PlacementPlan => ({
  host: { ...overlayStyles(facts, true), ...inFlow(facts) },
  video: {},
  parent: {},
  isBefore: true,
  hidesPicture: true,
  isInFlow: true,
  fit: fitOf(facts.video),
});

/** Computes the styles for a video that is itself in fullscreen. The overlay also fills the screen, below or above it. */
export function planFullscreen(video: LayoutFacts['video'], isUnder: boolean): Omit<PlacementPlan, 'parent'> {
  return {
    host: { ...BASE, 'border-style': 'none', position: 'fixed', top: '0', left: '0', width: '100%', height: '100%' },
    video: {},
    isBefore: false,
    isInFlow: false,
    hidesPicture: isUnder,
    fit: fitOf(video),
  };
}

/** Computes the styles for a video that is itself a popover. The overlay lies above it, in a popover over the whole window. */
export function planPopover(facts: LayoutFacts): Omit<PlacementPlan, 'parent'> {
  const hidesPicture = mustHidePicture(facts);
  return {
    host: { ...overlayStyles(facts, hidesPicture), ...copied(facts), position: 'fixed' },
    video: {},
    isBefore: false,
    isInFlow: false,
    hidesPicture,
    fit: fitOf(facts.video),
  };
}
