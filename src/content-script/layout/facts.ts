/** Reads from the page the facts that placement depends on. */

import {
  childrenOf,
  contains,
  flatParentOf,
  isHtml,
  isVideo,
  localNameOf,
  offsetParentOf,
  parentElementOf,
  rectOf,
} from '../page/dom';
import { readAppearance } from './appearance';
import { isLayered } from './layers';
import { type LayoutFacts, READ, TRANSFORMS } from './placement';

/** Largest number of descendants to search for absolutely positioned elements. A parent with more is left unchanged. */
const MOST_DESCENDANTS = 300;

/** Returns the nearest ancestor with a box of its own. */
export function boxParentOf(element: Element): Element | null {
  let parent = flatParentOf(element);
  while (parent && getComputedStyle(parent).display === 'contents') parent = flatParentOf(parent);
  return parent;
}

/** Largest distance between sides of video and overlay, in CSS px, that counts as the same place. */
const SAME_PLACE = 1.5;

const isNone = (value: string): boolean => value === '' || value === 'none';

/** Whether this box is the containing block of absolutely positioned descendants. */
const holdsAbsolute = (style: CSSStyleDeclaration): boolean =>
  style.position !== 'static' ||
  !['transform', 'translate', 'rotate', 'scale', 'perspective', 'filter', 'backdrop-filter', 'container-type'].every(
    (name) => isNone(style.getPropertyValue(name)) || style.getPropertyValue(name) === 'normal',
  ) ||
  /layout|paint|strict|content/.test(style.contain) ||
  /transform|perspective|filter|translate|rotate|scale/.test(style.willChange);

/** Whether a box clips or scrolls its content. */
export const clips = (style: CSSStyleDeclaration): boolean =>
  style.overflowX !== 'visible' || style.overflowY !== 'visible' || !isNone(style.clipPath);

/** Whether making `parent` the containing block would move absolutely positioned boxes of the page. */
function wouldMoveOthers(parent: Element): boolean {
  const descendants = Element.prototype.querySelectorAll.call(parent, '*');
  if (descendants.length > MOST_DESCENDANTS) return true;
  return [...descendants].some((element) => {
    if (!isHtml(element) || getComputedStyle(element).position !== 'absolute') return false;
    const reference = offsetParentOf(element);
    return reference !== null && (reference === parent || !contains(parent, reference));
  });
}

function needsPositionedParent(video: HTMLElement, position: string): boolean {
  if (position === 'absolute' || position === 'fixed') return false;
  const parent = boxParentOf(video);
  for (let ancestor = parent; ancestor && localNameOf(ancestor) !== 'body'; ) {
    const style = getComputedStyle(ancestor);
    if (holdsAbsolute(style) || localNameOf(ancestor) === 'foreignObject') return false;
    if (clips(style)) return parent !== null && !wouldMoveOthers(parent);
    ancestor = boxParentOf(ancestor);
  }
  return false;
}

/** Removes one name from a computed anchor-name. */
const without = (names: string, name: string): string =>
  names
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== name)
    .join(', ') || 'none';

const overlaps = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Border box of a video without its own transforms, as its styles say. */
function sizeOf(style: CSSStyleDeclaration): { width: number; height: number } {
  const sum = (...names: string[]) =>
    names.reduce((total, name) => total + (Number.parseFloat(style.getPropertyValue(name)) || 0), 0);
  if (style.boxSizing === 'border-box') return { width: sum('width'), height: sum('height') };
  return {
    width: sum('width', 'padding-left', 'padding-right', 'border-left-width', 'border-right-width'),
    height: sum('height', 'padding-top', 'padding-bottom', 'border-top-width', 'border-bottom-width'),
  };
}

/** Whether a float, or an item of a row without gaps, of no size changes nothing in this box. */
export function canFlow(style: CSSStyleDeclaration): boolean {
  if (/^(inline-)?flex$/.test(style.display)) {
    const hasGap = [style.columnGap, style.rowGap].some((gap) => gap !== 'normal' && gap !== '0px');
    return !hasGap && !style.justifyContent.startsWith('space') && style.flexWrap === 'nowrap';
  }
  return /^(block|flow-root|inline-block|list-item|table-cell)$/.test(style.display);
}

/** Whether another element lies below the video in its parent, such as a poster or a blurred background. */
function hasBackdrop(video: HTMLElement, overlay: Element): boolean {
  const parent = parentElementOf(video);
  if (!parent) return false;
  return [...childrenOf(parent)].some((child) => {
    if (child === overlay || !(video.compareDocumentPosition(child) & Node.DOCUMENT_POSITION_PRECEDING)) return false;
    return getComputedStyle(child).visibility === 'visible' && overlaps(rectOf(child), rectOf(video));
  });
}

/** Facts that the caller provides. */
export interface KnownFacts {
  /** The anchor name that the extension uses, to tell it from the page's own. */
  name: string;
  /** The overlay's element, which does not count as a backdrop. */
  overlay: Element;
  isUnder: boolean;
  isCompared: boolean;
  /** The page is seen through parts of the picture. */
  hasAlpha: boolean;
  canAnchor: boolean;
  /** The extension has already made the parent the containing block. */
  keepsParent: boolean;
}

/** Reads the facts about a video from the page's current styles. */
export function readFacts(video: HTMLElement, circumstances: KnownFacts): LayoutFacts {
  const { name, overlay, isUnder, isCompared, hasAlpha, canAnchor, keepsParent } = circumstances;
  const style = getComputedStyle(video);
  const values = Object.fromEntries([...READ, ...TRANSFORMS].map((each) => [each, style.getPropertyValue(each)]));
  const read = values as LayoutFacts['video'];
  read['anchor-name'] = without(read['anchor-name'] || 'none', name);
  const parent = boxParentOf(video);
  const around = parent && getComputedStyle(parent);
  const isItem = around !== null && /flex|grid/.test(around.display);
  const hasLayer = isLayered(style) || (isItem && style.zIndex !== 'auto');
  return {
    video: read,
    ...readAppearance(style),
    size: sizeOf(style),
    canFlow: around !== null && !hasLayer && canFlow(around),
    box: { left: video.offsetLeft, top: video.offsetTop, width: video.offsetWidth, height: video.offsetHeight },
    isUnder,
    isCompared,
    hasAlpha,
    hasBackdrop: isUnder && hasBackdrop(video, overlay),
    canAnchor,
    isItem,
    needsPositionedParent: keepsParent || needsPositionedParent(video, read.position),
  };
}

/** Whether an overlay above the video would cover native controls or captions: then it goes below. */
export function mustGoUnder(video: HTMLElement): boolean {
  if (!isVideo(video)) return false;
  const hasCaptions = [...video.textTracks].some((track) => track.mode === 'showing');
  return video.controls || hasCaptions;
}

/** Whether an overlay covers its video. The tolerance grows with magnification, because rounding errors do. */
export function isInPlace(video: HTMLElement, overlay: HTMLElement): boolean {
  const [theirs, ours] = [rectOf(video), rectOf(overlay)];
  if (theirs.width === 0 || theirs.height === 0) return true;
  const tolerance = SAME_PLACE * Math.max(1, theirs.width / video.offsetWidth);
  return (['left', 'top', 'right', 'bottom'] as const).every(
    (side) => Math.abs(theirs[side] - ours[side]) <= tolerance,
  );
}
