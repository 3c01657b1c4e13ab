/** Inline styles set on the page's own elements, on loan: given back to the byte. */
import { attributeOf, removeAttribute, setAttribute, styleOf } from '../page/dom';

interface OverriddenProperty {
  asked: string;
  /** `asked` as the browser spells it. */
  ours: string;
  /** What the page had there. */
  theirs: { value: string; priority: string };
}

/**
 * Sets inline properties on one element of the page. `restore` puts the `style` attribute back as it was: the same string
 * where nobody touched it in between (no attribute, where there was none), else the page's later version without our
 * properties.
 */
export class InlineCssOverride {
  /** The attribute before us and as we left it; null for none. */
  #before: string | null = null;
  #after: string | null = null;
  #overridden = new Map<string, OverriddenProperty>();

  constructor(readonly element: HTMLElement) {}

  /** Sets exactly these properties, all important; those set earlier and not named are given back. */
  set(properties: Record<string, string>): void {
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

  /** Whether all our properties still stand, whatever else the page wrote. */
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

  /** The page wrote the attribute after us: what still stands there of ours goes, the page's own value comes back. */
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
