/** Overrides inline styles of the page's elements and restores them to the byte. */

import type { CssProperties } from '../../layout/appearance';
import { attributeOf, removeAttribute, setAttribute, styleOf } from '../../page/dom';

/** Overrides styles of one element. */
export interface StyleOverride {
  /** Overrides exactly these properties, as important. Restores properties of earlier calls that are not among them. */
  set(properties: CssProperties): void;
  /** Whether all overrides are still in force. */
  readonly isIntact: boolean;
  restore(): void;
}

interface OverriddenProperty {
  asked: string;
  /** `asked` as the browser serialises it. */
  ours: string;
  /** The page's own value. */
  theirs: { value: string; priority: string };
}

/**
 * Overrides inline properties of one element of the page. `restore` puts the `style` attribute back: the same string
 * (or no attribute) where nobody changed it meanwhile, otherwise the page's later version without the overrides.
 */
export class InlineCssOverride implements StyleOverride {
  /** The attribute before and after the override; null where there is none. */
  #before: string | null = null;
  #after: string | null = null;
  #overridden = new Map<string, OverriddenProperty>();

  constructor(readonly element: HTMLElement) {}

  set(properties: CssProperties): void {
    const wanted = Object.entries(properties);
    const isAsBefore =
      wanted.length === this.#overridden.size && wanted.every(([name, v]) => this.#overridden.get(name)?.asked === v);
    if (isAsBefore && this.isIntact) return;
    this.restore();
    if (wanted.length === 0) return;
    const style = styleOf(this.element);
    this.#before = attributeOf(this.element, 'style');
    for (const [name, asked] of wanted) {
      const theirs = { value: style.getPropertyValue(name), priority: style.getPropertyPriority(name) };
      style.setProperty(name, asked, 'important');
      this.#overridden.set(name, { asked, ours: style.getPropertyValue(name), theirs });
    }
    this.#after = attributeOf(this.element, 'style');
  }

  get isIntact(): boolean {
    return [...this.#overridden].every(([name, { ours }]) => this.#isOurs(name, ours));
  }

  has(name: string): boolean {
    return this.#overridden.has(name);
  }

  restore(): void {
    if (this.#overridden.size === 0) return;
    if (attributeOf(this.element, 'style') === this.#after) this.#restoreAttribute();
    else this.#revertEach();
    this.#overridden.clear();
  }

  #isOurs(name: string, ours: string): boolean {
    const style = styleOf(this.element);
    return style.getPropertyValue(name) === ours && style.getPropertyPriority(name) === 'important';
  }

  #restoreAttribute(): void {
    if (this.#before === null) removeAttribute(this.element, 'style');
    else setAttribute(this.element, 'style', this.#before);
  }

  /**
   * Removes the overrides one by one and restores the page's values, because the page has changed the attribute
   * meanwhile.
   */
  #revertEach(): void {
    const style = styleOf(this.element);
    for (const [name, { ours, theirs }] of this.#overridden) {
      if (!this.#isOurs(name, ours)) continue;
      if (theirs.value) style.setProperty(name, theirs.value, theirs.priority);
      else style.removeProperty(name);
    }
    if (this.#before === null && attributeOf(this.element, 'style') === '') removeAttribute(this.element, 'style');
  }
}
