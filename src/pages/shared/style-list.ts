/** The style drop-down of the camera and of a site. */
import type { Settings } from '../../settings';
import { styleIds } from '../../settings/shelf';
import { styleName } from '../../words/style-names';

/** A drop-down with all styles. */
export class StyleList {
  readonly #list: HTMLSelectElement;
  #shown = '';

  /** @param choose called with the id of a chosen style */
  constructor(list: HTMLSelectElement, choose: (id: string) => void) {
    this.#list = list;
    list.addEventListener('change', () => choose(list.value));
  }

  /** Shows the shelf, and `chosen` as the style in use. */
  show(settings: Settings, chosen: string): void {
    const styles = styleIds(settings).map((id) => [id, styleName(id)] as const);
    // Rebuild only after a change: an open list must stay open.
    const key = JSON.stringify(styles);
    if (key !== this.#shown) this.#list.replaceChildren(...styles.map(([id, name]) => new Option(name, id)));
    this.#shown = key;
    this.#list.value = chosen;
  }
}
