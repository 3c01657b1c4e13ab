/** Where the overlay goes: from what the page's styles say to the styles of the overlay, the video and its parent. */

export type CssProperties = Record<string, string>;

/** Computed properties of the video that decide, by CSS name. */
export const READ = [
  'position',
  'z-index',
  'anchor-name',
  'object-fit',
  'object-position',
  'background-color',
] as const;

/** What moves a box after it was laid out; the first five by themselves, the others say how. */
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
] as const;

/** Computed properties that the overlay has as the video does: its box and what clips or dims it. */
export const COPIED = [
  'border-top-width',
  'border-right-width',
  'border-bottom-width',
  'border-left-width',
  'padding-top',
  'padding-right',
  'padding-bottom',
  'padding-left',
  'border-top-left-radius',
  'border-top-right-radius',
  'border-bottom-left-radius',
  'border-bottom-right-radius',
  'clip-path',
  'mask-image',
  'mask-size',
  'mask-position',
  'mask-repeat',
  'mask-origin',
  'mask-clip',
  'mask-mode',
  'filter',
  'opacity',
] as const;

export interface LayoutFacts {
  video: Record<(typeof READ | typeof TRANSFORMS | typeof COPIED)[number], string>;
  /** Border box of the video before its own transform, from the padding edge of its containing block; css px. */
  box: { left: number; top: number; width: number; height: number };
  /** Something that would be covered by an overlay above the video must stay above: native controls, captions. */
  isUnder: boolean;
  /** Something lies below the video in the same parent, which an overlay further down would be hidden by. */
  hasBackdrop: boolean;
  /** Anchor positioning works here. */
  canAnchor: boolean;
  /** z-index works on the video though it is not positioned: its parent is a flex or grid container. */
  isItem: boolean;
  /** An unpositioned ancestor clips or scrolls: the overlay would not be clipped with the video. */
  needsPositionedParent: boolean;
}

export interface PlacementPlan {
  host: CssProperties;
  /** Set on the video as long as there is an overlay. */
  video: CssProperties;
  parent: CssProperties;
  /** The overlay is seen only where the video has no picture of its own. */
  isUnder: boolean;
  /** The overlay goes before the video in the tree, not after it. */
  isBefore: boolean;
  fit: { objectFit: string; objectPosition: string };
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

const anchored = (name: string): CssProperties => ({
  'position-anchor': name,
  top: `anchor(${name} top)`,
  left: `anchor(${name} left)`,
  width: `anchor-size(${name} width)`,
  height: `anchor-size(${name} height)`,
});

/** Where there is nothing to be anchored to: the same box, moved the same way. */
const copied = ({ video, box }: LayoutFacts): CssProperties => ({
  top: `${box.top}px`,
  left: `${box.left}px`,
  width: `${box.width}px`,
  height: `${box.height}px`,
  ...pick(TRANSFORMS, video),
});

/** Whether the video is moved in a way that an anchored box does not follow, or not in every browser version. */
export const isTransformed = (video: LayoutFacts['video']): boolean =>
  TRANSFORMS.slice(0, 5).some((name) => video[name] !== 'none');

const pick = (names: readonly (keyof LayoutFacts['video'])[], from: LayoutFacts['video']): CssProperties =>
  Object.fromEntries(names.map((name) => [name, from[name]]));

interface StackingLayer {
  zIndex: string;
  isBefore: boolean;
  isolates: boolean;
  canAnchor: boolean;
}

/** Layer of the overlay: right above the video, or right below it. */
function layer({ video, isUnder, isItem, hasBackdrop }: LayoutFacts): StackingLayer {
  const isPositioned = video.position !== 'static';
  const zIndex = isPositioned || isItem ? video['z-index'] : 'auto';
  if (!isUnder) return { zIndex, isBefore: false, isolates: false, canAnchor: true };
  // What comes before a positioned box in the tree lies below it.
  const isInFlow = video.position === 'relative' || video.position === 'sticky';
  // An absolutely positioned box cannot be the anchor of one before it, so that is the last resort for those. Otherwise,
  // as for an unpositioned box, which lies below every positioned one: a negative layer in a stacking context of the
  // parent's own.
  const isAbsolute = video.position === 'absolute' && hasBackdrop;
  if (isInFlow || isAbsolute) return { zIndex, isBefore: true, isolates: false, canAnchor: isInFlow };
  const below = zIndex === 'auto' ? -1 : Math.min(0, Number(zIndex)) - 1;
  return { zIndex: String(below), isBefore: false, isolates: true, canAnchor: true };
}

/** The styles that put an overlay exactly over (or under) a video. `name` is the anchor name to use, `--like-this`. */
export function planPlacement(facts: LayoutFacts, name: string): PlacementPlan {
  const { video } = facts;
  const { zIndex, isBefore, isolates, canAnchor } = layer(facts);
  const isAnchored = canAnchor && facts.canAnchor && !isTransformed(video);
  const names = video['anchor-name'] === 'none' ? name : `${video['anchor-name']}, ${name}`;
  return {
    host: {
      ...BASE,
      ...pick(COPIED, video),
      ...(isAnchored ? anchored(name) : copied(facts)),
      position: video.position === 'fixed' ? 'fixed' : 'absolute',
      'z-index': zIndex,
      ...(facts.isUnder && { 'background-color': video['background-color'] }),
    },
    video: { 'anchor-name': names },
    parent: {
      ...(facts.needsPositionedParent && { position: 'relative' }),
      ...(isolates && { isolation: 'isolate' }),
    },
    isBefore,
    isUnder: facts.isUnder,
    fit: { objectFit: video['object-fit'], objectPosition: video['object-position'] },
  };
}

/** The video fills the screen by itself: the overlay does too, from the layer below or above. */
export function planFullscreen(
  video: Pick<LayoutFacts['video'], 'object-fit' | 'object-position'>,
  isUnder: boolean,
): Omit<PlacementPlan, 'parent'> {
  return {
    host: { ...BASE, 'border-style': 'none', position: 'fixed', top: '0', left: '0', width: '100%', height: '100%' },
    video: {},
    isBefore: false,
    isUnder,
    fit: { objectFit: video['object-fit'], objectPosition: video['object-position'] },
  };
}
