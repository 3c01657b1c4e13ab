/** An empty, transparent popover over the whole window, in the browser's top layer above all earlier entries. */

import { addCssRule } from '../page/css-rules';
import { createElement, insertBefore, isConnected, remove, rootOf } from '../page/dom';

const STYLES = {
  all: 'initial',
  display: 'block',
  position: 'fixed',
  inset: '0',
  width: '100%',
  height: '100%',
  'pointer-events': 'none',
};

export class TopLayerPopover {
  readonly element: HTMLElement;
  readonly #withdraw: () => void;

  /**
   * @param id unique on the page, letters, digits and dashes
   * @param parent node to put it into
   */
  constructor(page: Document, id: string, parent: Node) {
    this.element = createElement(page, 'div');
    for (const [name, value] of Object.entries(STYLES)) this.element.style.setProperty(name, value, 'important');
    this.element.id = id;
    this.element.popover = 'manual';
    this.element.ariaHidden = 'true';
    insertBefore(parent, this.element, null);
    // The page may have a rule of its own for backdrops.
    this.#withdraw = addCssRule(rootOf(this.element), `#${id}::backdrop { display: none !important; }`);
    this.element.showPopover();
  }

  /** False once the page has removed it. */
  get isInPage(): boolean {
    return isConnected(this.element);
  }

  /** Sets whether to hide the earlier entries of the top layer. */
  setBlack(isBlack: boolean): void {
    if (isBlack) this.element.style.setProperty('background', 'black', 'important');
    else this.element.style.removeProperty('background');
  }

  close(): void {
    remove(this.element);
    this.#withdraw();
  }
}
