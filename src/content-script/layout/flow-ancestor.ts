/**
 * Finds an ancestor of a video's parent that can hold an unpositioned overlay, where the parent cannot: in a grid, or in a flex
 * box with gaps, a box without a size takes a cell or a gap. A float of a block further up paints above the backgrounds of all
 * blocks inside and below their text (CSS 2, appendix E), and moves nothing.
 */

import { rectOf } from '../page/dom';
import { boxParentOf, canFlow, clips } from './facts';
import { isLayered } from './layers';
import { paintsBox } from './painted-over';

/** Whether a box paints as a unit among the text of its container, so that its backgrounds cover floats. */
const isAtomic = (style: CSSStyleDeclaration, around: CSSStyleDeclaration): boolean =>
  style.cssFloat !== 'none' || /^inline-/.test(style.display) || /flex|grid/.test(around.display);

/** Whether a box cuts something off the video, now or when it is scrolled. */
function cutsOff(box: Element, style: CSSStyleDeclaration, video: DOMRect): boolean {
  if (!clips(style)) return false;
  const isScrolled = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
  const isRound = !/^0(px|%)?( 0(px|%)?)*$/.test(style.borderRadius);
  if (isScrolled || isRound || style.clipPath !== 'none') return true;
  const { left, top, right, bottom } = rectOf(box);
  return video.left < left || video.top < top || video.right > right || video.bottom > bottom;
}

/**
 * Returns the nearest ancestor in whose flow an overlay paints right: no box between cuts the video, scales it or paints with
 * the positioned boxes, and no background between would cover the overlay.
 * @param canHold whether the overlay can be put into an element
 */
export function flowAncestorOf(
  video: Element,
  parent: Element,
  canHold: (element: Element) => boolean,
): Element | null {
  const videoBox = rectOf(video);
  const zoom = parent.currentCSSZoom;
  let hasBackground = false;
  let box = parent;
  let style = getComputedStyle(box);
  for (let above = boxParentOf(box); above; above = boxParentOf(above)) {
    const around = getComputedStyle(above);
    if (isLayered(style) || cutsOff(box, style, videoBox)) return null;
    hasBackground ||= paintsBox(style);
    if (hasBackground && isAtomic(style, around)) return null;
    if (canFlow(around) && above.currentCSSZoom === zoom && canHold(above)) return above;
    box = above;
    style = around;
  }
  return null;
}
