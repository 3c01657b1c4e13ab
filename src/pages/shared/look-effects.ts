/** Line weight and kept colours, which stand beside a strength: a slider and a switch, each where the style has it. */
import { hasColours, hasLines, type SiteLook } from '../../settings/look';
import { message } from '../../words/message';
import { lineWeightInWords } from '../../words/numbers';
import { showSwitch } from './element';
import { StrengthSlider } from './strength-slider';

type LookChanges = Pick<SiteLook, 'keepColours' | 'lineWeight'>;

const made = <K extends keyof HTMLElementTagNameMap>(tag: K, properties: object): HTMLElementTagNameMap[K] =>
  Object.assign(document.createElement(tag), properties);

export class LookEffects {
  readonly #lines = made('div', { className: 'strength lines' });
  readonly #colours = made('div', { className: 'colours' });
  readonly #weight: StrengthSlider;
  readonly #keep: HTMLButtonElement;

  /**
   * @param root is filled with the controls
   * @param prefix of the controls' ids, unique in the page
   * @param change stores what changes; called repeatedly while the user drags
   */
  constructor(root: HTMLElement, prefix: string, change: (effects: Partial<LookChanges>) => Promise<void>) {
    const [lines, colours] = [`${prefix}line-weight`, `${prefix}keep-colours`];
    const name = made('label', { htmlFor: lines, textContent: message('line_weight') });
    const value = made('output', { id: `${lines}-value`, ariaHidden: 'true' });
    const slider = made('input', {
      id: lines,
      className: 'slider',
      type: 'range',
      min: '-100',
      max: '100',
      step: '10',
    });
    this.#weight = new StrengthSlider(slider, value, (lineWeight) => change({ lineWeight }), lineWeightInWords);
    this.#lines.append(name, value, slider);

    const label = made('span', { id: `${colours}-label`, textContent: message('keep_colours') });
    this.#keep = made('button', { id: colours, className: 'switch small', type: 'button', role: 'switch' });
    this.#keep.setAttribute('aria-labelledby', label.id);
    this.#keep.setAttribute('aria-description', message('keep_colours_about'));
    this.#colours.title = message('keep_colours_about');
    this.#keep.addEventListener('click', () => void change({ keepColours: this.#keep.ariaChecked !== 'true' }));
    this.#colours.append(label, this.#keep);

    root.classList.add('effects');
    root.append(this.#lines, this.#colours);
  }

  show({ style, keepColours, lineWeight }: Omit<SiteLook, 'strength'>): void {
    this.#weight.show(lineWeight);
    this.#lines.hidden = !hasLines(style);
    showSwitch(this.#keep, keepColours);
    this.#colours.hidden = !hasColours(style);
  }
}
