/** Examines the content around a video, which decides on the layer of its overlay. */
import { childrenOf, contains, descendantsOf, parentElementOf, rectOf } from '../page/dom';
import { isLayered, isStackingContext } from './layers';
import type { Surroundings } from './shadow-placement';

/**
 * Largest number of descendants to examine. In a parent with more, only children that overlap the video are examined with
 * their descendants. If these are too many as well, the parent counts as crowded.
 */
const MOST_DESCENDANTS = 300;

/** Facts about the parent itself. */
export type ParentContent = Omit<Surroundings, 'isPaintedOver' | 'canFlowAbove'>;

const CROWDED = { hasFront: true, hasBackdrop: true, canIsolate: false };

const overlaps = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Returns the elements of the parent that may lie over or under the box; null if they are too many. */
function contentAround(parent: Element, box: DOMRect): Element[] | null {
  const all = descendantsOf(parent);
  if (all.length <= MOST_DESCENDANTS) return [...all];
  const near = [...childrenOf(parent)].filter((child) => overlaps(rectOf(child), box));
  const content = near.flatMap((child) => [child, ...descendantsOf(child)]);
  return content.length <= MOST_DESCENDANTS ? content : null;
}

/** An element of the page that lies over or under the video. */
interface Neighbour {
  isAfter: boolean;
  /** Whether it, or an ancestor of it inside the parent, is positioned. */
  isPositioned: boolean;
  zIndex: number;
}

/**
 * Reads what else the video's parent shows.
 * @param isIsolatedByUs whether the extension has isolated the parent, which then says nothing of the page
 */
export function readSurroundings(video: HTMLElement, parent: Element, isIsolatedByUs: boolean): ParentContent {
  const box = rectOf(video);
  const others = contentAround(parent, box);
  if (!others) return { ...CROWDED, isLayered: isLayered(getComputedStyle(video)) };
  const neighbours: Neighbour[] = [];
  const layers = new Map<Element, Pick<Neighbour, 'isPositioned' | 'zIndex'>>();
  // `contentAround` reads only a part of a large parent; the rest may have a z-index.
  let hasZIndex = others.length < descendantsOf(parent).length;
  for (const element of others) {
    if (contains(video, element)) {
      const { position, zIndex } = getComputedStyle(element);
      if (element === video && position !== 'static' && zIndex !== 'auto') hasZIndex = true;
      continue;
    }
    const { position, zIndex: own, visibility, display } = getComputedStyle(element);
    const container = parentElementOf(element);
    const above = container && layers.get(container);
    const isPositioned = position !== 'static' || own !== 'auto';
    if (isPositioned && own !== 'auto') hasZIndex = true;
    const zIndex = above?.isPositioned ? above.zIndex : Number(own) || 0;
    layers.set(element, { isPositioned: isPositioned || (above?.isPositioned ?? false), zIndex });
    const isShown = visibility === 'visible' && display !== 'none' && display !== 'contents';
    if (!isShown || !overlaps(rectOf(element), box)) continue;
    const isAfter = (video.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    neighbours.push({ isAfter, ...layers.get(element)! });
  }
  const style = getComputedStyle(video);
  const zIndexOfVideo = Number(style.zIndex) || 0;
  const isBehind = ({ isAfter, isPositioned, zIndex }: Neighbour): boolean => {
    if (!isLayered(style)) return zIndex < 0 || (!isPositioned && !isAfter);
    return !isPositioned || zIndex < zIndexOfVideo || (zIndex === zIndexOfVideo && !isAfter);
  };
  return {
    isLayered: isLayered(style),
    hasFront: neighbours.some((neighbour) => !isBehind(neighbour) && (isLayered(style) || !neighbour.isPositioned)),
    hasBackdrop: neighbours.some(isBehind),
    canIsolate: isStackingContext(getComputedStyle(parent), isIsolatedByUs) || !hasZIndex,
  };
}
