/** Computes where the overlay goes inside a shadow root of the video's parent, beside the slot of the page's children. */

import type { CssProperties } from './appearance';
import { isTranslucent, mixes } from './appearance';
import { anchored, copied, type Fit, fitOf, isTransformed, type LayoutFacts, overlayStyles } from './placement';

/** Facts about the other content of the video's parent. */
export interface Surroundings {
  /** The video paints with positioned boxes: it is positioned, or transformed, clipped, masked or translucent. */
  isLayered: boolean;
  /** Other visible content of the parent lies over the video, and an overlay above the video would cover it. */
  hasFront: boolean;
  /** Other visible content of the parent lies behind the video, and would hide an overlay behind everything. */
  hasBackdrop: boolean;
  /** The parent paints as a unit already, or making it do so changes nothing: none of its content has a z-index. */
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
  fit: Fit;
}

interface Layer {
  isBefore: boolean;
  isUnder: boolean;
  zIndex: string;
}

/**
 * Chooses the layer. Before the slot, a positioned box covers static content and lies below all positioned content. After
 * the slot it covers everything. With a negative z-index in an isolated parent it lies behind everything; the video's own
 * picture is hidden then.
 * @returns null where each would cover, or be covered by, something else than the video
 */
function layer(facts: LayoutFacts, around: Surroundings): Layer | null {
  const { video, isItem, isUnder, isCompared } = facts;
  const isPositioned = around.isLayered || (isItem && video['z-index'] !== 'auto');
  if (!isUnder && !isPositioned && (!around.hasFront || isCompared)) {
    return { isBefore: true, isUnder: false, zIndex: 'auto' };
  }
  if (!isUnder && isPositioned && !around.hasFront) {
    const hasZIndex = video.position !== 'static' || isItem;
    return { isBefore: false, isUnder: false, zIndex: hasZIndex ? video['z-index'] : 'auto' };
  }
  // An isolated parent would keep the picture from mixing with what is behind it.
  const canIsolate = around.canIsolate && !mixes(facts.shape);
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
  const place = layer(facts, around);
  if (!place) return null;
  const hidesPicture = place.isUnder || (!facts.isCompared && isTranslucent(facts.shape));
  // A name of ours would replace the page's own.
  const isAnchored = facts.canAnchor && !isTransformed(video) && video['anchor-name'] === 'none';
  return {
    host: {
      ...overlayStyles(facts, hidesPicture),
      ...(isAnchored ? anchored(name) : copied(facts)),
      position: video.position === 'fixed' ? 'fixed' : 'absolute',
      'z-index': place.zIndex,
    },
    video: isAnchored ? { 'anchor-name': name } : {},
    parent: {
      ...(facts.needsPositionedParent && { position: 'relative' }),
      ...(place.isUnder && { isolation: 'isolate' }),
    },
    isBefore: place.isBefore,
    hidesPicture,
    fit: fitOf(video),
  };
}
