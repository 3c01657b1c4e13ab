/** Computes the place of the overlay inside a shadow root of the video's parent, next to the slot of the page's children. */

import type { CssProperties } from './appearance';
import { mixes, refersToElements } from './appearance';
import {
  anchored,
  copied,
  type Fit,
  fitOf,
  inFlow,
  isTransformed,
  type LayoutFacts,
  mustHidePicture,
  overlayStyles,
} from './placement';

/** Facts about the other content of the video's parent. */
export interface Surroundings {
  /** The video paints with positioned boxes: it is positioned, or transformed, clipped, masked or translucent. */
  isLayered: boolean;
  /** Other visible content of the parent lies over the video, and an overlay above the video would cover it. */
  hasFront: boolean;
  /** Content outside of the parent lies over an unpositioned video, and every positioned overlay would cover it. */
  isPaintedOver: boolean;
  /** Other visible content of the parent lies behind the video, and would hide an overlay behind everything. */
  hasBackdrop: boolean;
  /** An unpositioned overlay can stand further up, where the parent has no room for it: see `flow-ancestor.ts`. */
  canFlowAbove: boolean;
  /** The parent is a stacking context already, or can become one without a visible change: no content has a z-index. */
  canIsolate: boolean;
}

export interface ShadowPlan {
  host: CssProperties;
  video: CssProperties;
  /** Styles of the parent. */
  parent: CssProperties;
  /** The overlay goes before the slot instead of after it. */
  isBefore: boolean;
  hidesPicture: boolean;
  /** The overlay is an unpositioned box without a size of its own: see `inFlow`. */
  isInFlow: boolean;
  fit: Fit;
}

interface Layer {
  isBefore: boolean;
  isUnder: boolean;
  zIndex: string;
  isInFlow?: true;
}

const IN_FLOW: Layer = { isBefore: true, isUnder: true, zIndex: 'auto', isInFlow: true };

/**
 * Chooses one of four layers. A positioned box before the slot covers static content and lies below all positioned content.
 * A box after the slot covers everything. A box with a negative z-index in an isolated parent lies behind everything, and the
 * video's own picture is hidden. A box in the flow before an unpositioned video lies above all backgrounds and below all text,
 * and the video's own picture is hidden as well.
 * @returns null if in each of them the overlay would cover other content, or be covered by it
 */
function layer(facts: LayoutFacts, around: Surroundings): Layer | null {
  const { video, isItem, isUnder, isCompared } = facts;
  const isPositioned = around.isLayered || (isItem && video['z-index'] !== 'auto');
  const hasFront = around.hasFront || (around.isPaintedOver && !isPositioned);
  if (!isUnder && !isPositioned && (!hasFront || isCompared)) {
    return { isBefore: true, isUnder: false, zIndex: 'auto' };
  }
  if (!isUnder && isPositioned && !around.hasFront) {
    const hasZIndex = video.position !== 'static' || isItem;
    return { isBefore: false, isUnder: false, zIndex: hasZIndex ? video['z-index'] : 'auto' };
  }
  // An isolated parent would keep the picture from mixing with what is behind it.
  const canIsolate = around.canIsolate && !mixes(facts.shape);
  const isIsolationRight = canIsolate && !around.hasBackdrop && !around.isPaintedOver;
  // From further up, the backgrounds of other items of the parent would cover it.
  const canFlow = facts.canFlow || (around.canFlowAbove && !around.hasBackdrop);
  if (!isCompared && !isPositioned && canFlow && !isIsolationRight) return IN_FLOW;
  if (!isCompared && canIsolate && !around.hasBackdrop) return { isBefore: false, isUnder: true, zIndex: '-1' };
  return null;
}

/**
 * Computes the styles that put an overlay exactly over (or under) a video from inside the parent's shadow root.
 * @param name the anchor name to use, such as `--name`; names of the root are unknown to the page
 * @returns null where no place in the root is right
 */
export function planInShadow(facts: LayoutFacts, around: Surroundings, name: string): ShadowPlan | null {
  const { video } = facts;
  const place = refersToElements(facts.shape) ? null : layer(facts, around);
  if (!place) return null;
  const hidesPicture = place.isUnder || mustHidePicture(facts);
  // Only where the page has no anchor name of its own, which the extension's would replace.
  const isAnchored = facts.canAnchor && !isTransformed(video) && video['anchor-name'] === 'none';
  return {
    host: {
      ...overlayStyles(facts, hidesPicture),
      ...(place.isInFlow ? inFlow(facts) : isAnchored ? anchored(name) : copied(facts)),
      ...(!place.isInFlow && { position: video.position === 'fixed' ? 'fixed' : 'absolute', 'z-index': place.zIndex }),
    },
    video: isAnchored && !place.isInFlow ? { 'anchor-name': name } : {},
    parent: {
      ...(facts.needsPositionedParent && !place.isInFlow && { position: 'relative' }),
      ...(place.isUnder && !place.isInFlow && { isolation: 'isolate' }),
    },
    isBefore: place.isBefore,
    hidesPicture,
    isInFlow: place.isInFlow ?? false,
    fit: fitOf(video),
  };
}
