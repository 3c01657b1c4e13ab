/** A slider for a number of the look: the strength, or the line weight. */
import { LatestWriter } from '../../../util/latest';
import { message } from '../../../words/message';
import { lineWeightInWords, percent } from '../../../words/numbers';
import { part } from './button';

/** Time after a change in which the stored value may still be an older one. */
const SETTLING_MS = 400;

/** Range and step of each number, in percent, its name, and how it is written. */
const KINDS = {
  strength: { min: 0, step: 1, label: 'strength', textOf: percent },
  lineWeight: { min: -100, step: 10, label: 'line_weight', textOf: lineWeightInWords },
} as const;

const MAX = 100;

export class LookSlider {
  readonly element = part('label', 'number');
  readonly #kind: (typeof KINDS)[keyof typeof KINDS];
  readonly #slider = part('input', 'slider');
  readonly #value = part('output', 'value');
  #changedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param isNamed shows the name beside the slider
   * @param change stores the share, -1 or 0 to 1; called repeatedly while the user drags
   */
  constructor(kind: keyof typeof KINDS, isNamed: boolean, change: (share: number) => Promise<void>) {
    this.#kind = KINDS[kind];
    const { min, step, label } = this.#kind;
    const writer = new LatestWriter(change);
    Object.assign(this.#slider, { type: 'range', min: String(min), max: String(MAX), step: String(step) });
    this.#slider.ariaLabel = message(label);
    this.#value.ariaHidden = 'true';
    this.#slider.addEventListener('input', ({ isTrusted }) => {
      if (!isTrusted) return;
      this.#changedAt = performance.now();
      this.#show(this.#slider.valueAsNumber / 100);
      void writer.put(this.#slider.valueAsNumber / 100);
    });
    this.element.classList.add(kind);
    if (isNamed) {
      const name = part('span', 'name');
      name.textContent = message(label);
      this.element.append(name);
    }
    this.element.append(this.#slider, this.#value);
  }

  show(share: number): void {
    if (performance.now() - this.#changedAt > SETTLING_MS) this.#show(share);
  }

  #show(share: number): void {
    const { min, textOf } = this.#kind;
    const text = textOf(share);
    this.#slider.value = String(Math.round(share * 100));
    this.#slider.ariaValueText = text;
    this.#slider.style.setProperty('--fill', `${(100 * (share * 100 - min)) / (MAX - min)}%`);
    this.#value.textContent = text;
  }
}
