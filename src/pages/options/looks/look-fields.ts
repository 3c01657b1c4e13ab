/** The fields of one look: style, strength, line weight and kept colours. */
import type { Settings } from '../../../settings';
import type { SiteLook } from '../../../settings/look';
import { element } from '../../shared/element';
import { LookEffects } from '../../shared/look-effects';
import { StrengthSlider } from '../../shared/strength-slider';
import { StyleList } from '../../shared/style-list';

export class LookFields {
  readonly #styles: StyleList;
  readonly #strength: StrengthSlider;
  readonly #effects: LookEffects;

  /**
   * @param root is filled with the fields
   * @param id unique in the page; the ids of the fields begin with it
   * @param change stores what changes; called repeatedly while the user drags
   */
  constructor(root: HTMLElement, id: string, change: (look: Partial<SiteLook>) => Promise<void>) {
    root.append(element<HTMLTemplateElement>('look-fields').content.cloneNode(true));
    const part = <T extends HTMLElement>(selector: string) => root.querySelector(selector) as T;
    this.#styles = new StyleList(part('.style'), (style) => void change({ style }));
    this.#strength = new StrengthSlider(part('.slider'), part('output'), (strength) => change({ strength }));
    this.#effects = new LookEffects(part('.effects'), `${id}-`, change);
  }

  /** @param settings hold the list of styles */
  show(settings: Settings, look: SiteLook): void {
    this.#styles.show(settings, look.style);
    this.#strength.show(look.strength);
    this.#effects.show(look);
  }
}
