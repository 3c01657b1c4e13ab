/**
 * A closed shadow root on the parent of videos. It holds overlays next to one slot, which shows the page's own children as
 * before. The page's own tree does not change: no node, attribute, selector or mutation record reveals the overlay.
 */

import { openShadowRoot } from '../../../platform/shadow-roots';
import { log } from '../../../util/log';
import type { CssProperties } from '../../layout/appearance';
import { cssText } from '../../layout/placement';
import {
  attributeOf,
  childrenOf,
  createElement,
  isHtml,
  localNameOf,
  matches,
  nextSiblingOf,
  parentElementOf,
  parentNodeOf,
} from '../../page/dom';
import type { StyleOverride } from './inline-css-override';

/** Built-in elements that can have a shadow root, by the DOM standard. */
const CAN_HOLD =
  ':is(article, aside, blockquote, body, div, footer, h1, h2, h3, h4, h5, h6, header, main, nav, p, section, span):not([is])';

const shadows = new WeakMap<Element, ParentShadow>();

export class ParentShadow {
  readonly root: ShadowRoot;
  /** Shows the page's children. Overlays go before or after it. */
  readonly slot: HTMLSlotElement;
  readonly parent: HTMLElement;
  readonly #sheet = new CSSStyleSheet();
  readonly #videos = new Map<HTMLElement, CssProperties>();
  readonly #hostStyles = new Map<HTMLElement, CssProperties>();
  readonly #siblings: MutationObserver;

  /** Whether an element has the extension's shadow root, or can have it. */
  static canBeOn(parent: Node | null): parent is HTMLElement {
    if (!isHtml(parent)) return false;
    return shadows.has(parent) ? !hasNamedSlots(parent) : canHold(parent);
  }

  /** Returns the extension's shadow root of an element and attaches it if there is none; null where the page prevents it. */
  static on(parent: HTMLElement): ParentShadow | null {
    const known = shadows.get(parent);
    if (known) return known;
    try {
      const shadow = new ParentShadow(parent);
      shadows.set(parent, shadow);
      return shadow;
    } catch (error) {
      log('overlay', 'The parent of a video takes no shadow root', error);
      return null;
    }
  }

  /** Whether the extension, not the page, has set this property of an element. */
  static setsOn(parent: Element, name: string): boolean {
    const known = shadows.get(parent);
    return known !== undefined && [...known.#hostStyles.values()].some((styles) => name in styles);
  }

  private constructor(parent: HTMLElement) {
    this.parent = parent;
    this.root = Element.prototype.attachShadow.call(parent, { mode: 'closed' });
    this.slot = createElement(parent.ownerDocument, 'slot');
    this.root.append(this.slot);
    this.root.adoptedStyleSheets = [this.#sheet];
    // Identify videos by their position among siblings, because the page would see attributes.
    this.#siblings = new MutationObserver(() => this.#write());
  }

  /** Styles `video`, a child of the parent. These styles win even over important inline styles of the page. */
  styleVideo(video: HTMLElement, styles: CssProperties): void {
    this.#set(this.#videos, video, styles);
  }

  /** Styles the parent on behalf of `video`. */
  styleParent(video: HTMLElement, styles: CssProperties): void {
    this.#set(this.#hostStyles, video, styles);
  }

  /** Puts an overlay before or after the slot. `move` inserts it before the given node. */
  settle(node: Node, isBefore: boolean, move: (before: Node | null) => void): void {
    const isHere = parentNodeOf(node) === this.root;
    const precedes = (this.slot.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
    if (isHere && precedes === isBefore) return;
    move(isBefore ? this.slot : nextSiblingOf(this.slot));
  }

  #set(map: Map<HTMLElement, CssProperties>, video: HTMLElement, styles: CssProperties): void {
    if (cssText(map.get(video) ?? {}) === cssText(styles)) return;
    if (Object.keys(styles).length > 0) map.set(video, styles);
    else map.delete(video);
    this.#siblings.disconnect();
    if (this.#videos.size > 0) this.#siblings.observe(this.parent, { childList: true });
    this.#write();
  }

  #write(): void {
    const children = [...childrenOf(this.parent)];
    const rules = [...this.#videos]
      .filter(([video]) => parentElementOf(video) === this.parent)
      .map(([video, styles]) => {
        const name = localNameOf(video);
        const isOnly = children.filter((child) => localNameOf(child) === name).length === 1;
        const position = isOnly ? '' : `:nth-child(${children.indexOf(video) + 1})`;
        return `::slotted(${name}${position}) { ${cssText(styles)} }`;
      });
    const parent = Object.assign({}, ...this.#hostStyles.values()) as CssProperties;
    this.#sheet.replaceSync(`:host { ${cssText(parent)} } ${rules.join(' ')}`);
  }
}

/** Styles of one video in the shadow root of its parent. */
export class SlottedStyles implements StyleOverride {
  /** The page cannot change them. */
  readonly isIntact = true;

  constructor(
    readonly shadow: ParentShadow,
    readonly video: HTMLElement,
  ) {}

  set(properties: CssProperties): void {
    this.shadow.styleVideo(this.video, properties);
  }

  restore(): void {
    this.shadow.styleVideo(this.video, {});
  }
}

function canHold(parent: HTMLElement): boolean {
  if (!matches(parent, CAN_HOLD) || openShadowRoot(parent) !== null || hasNamedSlots(parent)) return false;
  // A parent without a box cannot be the stacking context or containing block of the overlay.
  return getComputedStyle(parent).display !== 'contents';
}

/** Whether a child names a slot. The extension's root has no named slots, so the child would disappear. */
const hasNamedSlots = (parent: Element): boolean =>
  [...childrenOf(parent)].some((child) => (attributeOf(child, 'slot') ?? '') !== '');
