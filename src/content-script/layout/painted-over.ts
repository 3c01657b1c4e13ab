/**
 * Finds content that the page paints over an unpositioned video and that a positioned overlay would cover: text and pictures
 * after it, and positioned boxes before it. Elements that ignore the pointer are invisible to `elementsFromPoint`, so that the
 * order of painting (CSS 2, appendix E) decides.
 */

import { openShadowRoot } from '../../platform/shadow-roots';
import {
  assignedElementsOf,
  childNodesOf,
  childrenOf,
  contains,
  elementsAt,
  flatParentOf,
  isDocument,
  isHtml,
  isShadowRoot,
  localNameOf,
  matches,
  parentElementOf,
  rectOf,
  rootOf,
} from '../page/dom';
import { isLayered } from './layers';

/** Elements that are examined. Beyond them, samples of what the pointer would meet decide. */
const MOST_ELEMENTS = 1500;
/** Samples along each side. */
const SAMPLES = 5;
/** Overlap in px that rounding causes. */
const ROUNDING = 1;

const PICTURES = 'img, svg, canvas, video, iframe, embed, object, input, button, select, textarea, meter, progress, hr';

const overlaps = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right - ROUNDING &&
  b.left < a.right - ROUNDING &&
  a.top < b.bottom - ROUNDING &&
  b.top < a.bottom - ROUNDING;

const isVisibleColour = (colour: string): boolean => !/^(transparent|rgba\(.*, 0\)|.*\/ 0\))$/.test(colour);

/** Whether the box of an element paints anything by itself. */
export function paintsBox(style: CSSStyleDeclaration): boolean {
  const sides = ['top', 'right', 'bottom', 'left'].map((side) => style.getPropertyValue(`border-${side}-width`));
  return (
    isVisibleColour(style.backgroundColor) ||
    style.backgroundImage !== 'none' ||
    style.boxShadow !== 'none' ||
    (style.borderStyle !== 'none' && sides.some((width) => width !== '0px'))
  );
}

const hasText = (element: Element): boolean =>
  [...childNodesOf(element)].some((node) => node.nodeType === Node.TEXT_NODE && (node.nodeValue ?? '').trim() !== '');

/** Whether text straight in an element lies over a box. */
function hasTextOver(element: Element, box: DOMRect): boolean {
  if (!hasText(element)) return false;
  const range = new Range();
  range.selectNodeContents(element);
  return [...range.getClientRects()].some((line) => overlaps(line, box));
}

/** Whether an element shows anything, itself or inside. */
const isEmpty = (element: Element, style: CSSStyleDeclaration): boolean =>
  !paintsBox(style) &&
  (element.textContent ?? '').trim() === '' &&
  !matches(element, PICTURES) &&
  !childrenOf(element).length;

/** Children of an element as the browser lays them out. Of foreign shadow hosts only their own children are known. */
function flatChildrenOf(element: Element, lineage: ReadonlySet<Element>): Element[] {
  if (localNameOf(element) === 'slot') {
    const assigned = assignedElementsOf(element as HTMLSlotElement);
    if (assigned.length > 0) return assigned;
  }
  const root = lineage.has(element) && isHtml(element) ? openShadowRoot(element) : null;
  return [...(root ? root.children : childrenOf(element))];
}

class Walk {
  readonly #video: HTMLElement;
  readonly #box: DOMRect;
  readonly #leftOut: Element | null;
  readonly #overlay: Element;
  readonly #lineage = new Set<Element>();
  readonly #top: Element;
  #count = 0;
  #isVideoPassed = false;

  constructor(video: HTMLElement, overlay: Element, leftOut: Element | null) {
    this.#video = video;
    this.#box = rectOf(video);
    this.#leftOut = leftOut;
    this.#overlay = overlay;
    let top: Element = video;
    for (let each = flatParentOf(video); each; each = flatParentOf(each)) {
      top = each;
      this.#lineage.add(each);
      // It paints as a unit: nothing outside comes between the video and its overlay.
      if (isLayered(getComputedStyle(each))) break;
    }
    this.#top = top;
  }

  get isPaintedOver(): boolean {
    const found = this.#isOver(this.#top, false);
    return found ?? this.#isSampledOver();
  }

  /**
   * Whether something in an element lies over the video; null where there is too much to examine.
   * @param isAtomic whether backgrounds paint with the text: inside of an inline block, or an item of a flex or grid container
   */
  #isOver(element: Element, isAtomic: boolean): boolean | null {
    const isItem = /flex|grid/.test(getComputedStyle(element).display);
    for (const child of flatChildrenOf(element, this.#lineage)) {
      if (child === this.#video) this.#isVideoPassed = true;
      if (child === this.#video || child === this.#overlay) continue;
      if (child === this.#leftOut) {
        this.#isVideoPassed = true;
        continue;
      }
      if (++this.#count > MOST_ELEMENTS) return null;
      const found = this.#lineage.has(child) ? this.#isOver(child, false) : this.#isBoxOver(child, isItem, isAtomic);
      if (found !== false) return found;
    }
    return false;
  }

  #isBoxOver(element: Element, isItem: boolean, isInAtomic: boolean): boolean | null {
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.opacity === '0') return false;
    if (isLayered(style) || (isItem && style.zIndex !== 'auto')) return this.#isLayerOver(element, style);
    if (style.display === 'contents') return this.#isOver(element, isInAtomic);
    // A float paints before the text around the video.
    if (style.cssFloat !== 'none') return false;
    const box = rectOf(element);
    const isOverlapping = overlaps(box, this.#box);
    const isClipping = style.overflowX !== 'visible' || style.overflowY !== 'visible';
    if (isClipping && !isOverlapping) return false;
    const isAtomic = isInAtomic || isItem || /^inline/.test(style.display);
    if (this.#isVideoPassed && style.visibility === 'visible') {
      const isPicture = matches(element, PICTURES);
      if (isOverlapping && (isPicture || (isAtomic && paintsBox(style)))) return true;
      if ((isOverlapping || !isClipping) && hasTextOver(element, this.#box)) return true;
    }
    return this.#isOver(element, isAtomic);
  }

  /** Whether a positioned box, or one that paints like it, comes before the video and would be covered. */
  #isLayerOver(element: Element, style: CSSStyleDeclaration): boolean {
    const isOnLevel = style.zIndex === 'auto' || style.zIndex === '0';
    if (this.#isVideoPassed || !isOnLevel || style.visibility !== 'visible' || isEmpty(element, style)) return false;
    const box = rectOf(element);
    if (box.width === 0 || box.height === 0) return false;
    // Scrolling brings it over the video.
    const isScrolledOver = style.position === 'sticky' || style.position === 'fixed';
    return isScrolledOver
      ? box.left < this.#box.right - ROUNDING && this.#box.left < box.right - ROUNDING
      : overlaps(box, this.#box);
  }

  /** Samples `elementsFromPoint` on a grid. */
  #isSampledOver(): boolean {
    const root = rootOf(this.#video);
    if (!isDocument(root) && !isShadowRoot(root)) return false;
    const { left, top, width, height } = this.#box;
    for (let i = 0; i < SAMPLES ** 2; i++) {
      const x = left + (width * ((i % SAMPLES) + 0.5)) / SAMPLES;
      const y = top + (height * (Math.floor(i / SAMPLES) + 0.5)) / SAMPLES;
      const hit = elementsAt(root, x, y);
      const above = hit.slice(0, Math.max(0, hit.indexOf(this.#video)));
      if (above.some((element) => this.#isSampleOver(element))) return true;
    }
    return false;
  }

  #isSampleOver(element: Element): boolean {
    if (element === this.#overlay || (this.#leftOut !== null && contains(this.#leftOut, element))) return false;
    const isAfter = (this.#video.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    for (let each: Element | null = element; each && !contains(each, this.#video); each = parentElementOf(each)) {
      const style = getComputedStyle(each);
      if (isLayered(style)) return !isAfter && (style.zIndex === 'auto' || style.zIndex === '0');
    }
    return isAfter;
  }
}

/**
 * Whether content of the page lies over the video and would be covered by a positioned overlay next to it.
 * @param video an unpositioned video
 * @param leftOut an element around the video whose other content is known already; null: none is
 */
export const isPaintedOver = (video: HTMLElement, overlay: Element, leftOut: Element | null): boolean =>
  new Walk(video, overlay, leftOut).isPaintedOver;
