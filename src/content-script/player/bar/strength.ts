/** The slider for the strength. */
import { LatestWriter } from '../../../util/latest';
import { message } from '../../../words/message';
import { percent } from '../../../words/numbers';
import { part } from './button';

/** Time after a change in which the stored strength may still be an older one. */
const SETTLING_MS = 400;

export class Strength {
  readonly element = part('label', 'strength');
  readonly #slider = part('input', 'slider');
  readonly #value = part('output', 'value');
  #changedAt = Number.NEGATIVE_INFINITY;

  /** @param change stores the strength, 0 to 1; called repeatedly while the user drags */
  constructor(change: (strength: number) => Promise<void>) {
    const writer = new LatestWriter(change);
    Object.assign(this.#slider, { type: 'range', min: '0', max: '100', step: '1' });
    this.#slider.ariaLabel = message('strength');
    this.#value.ariaHidden = 'true';
    this.#slider.addEventListener('input', ({ isTrusted }) => {
      if (!isTrusted) return;
      this.#changedAt = performance.now();
      this.#show(this.#slider.valueAsNumber / 100);
      void writer.put(this.#slider.valueAsNumber / 100);
    });
    this.element.append(this.#slider, this.#value);
  }

  show(strength: number): void {
    if (performance.now() - this.#changedAt > SETTLING_MS) this.#show(strength);
  }

  #show(strength: number): void {
    this.#slider.value = String(Math.round(strength * 100));
    this.#slider.ariaValueText = percent(strength);
    this.#slider.style.setProperty('--share', String(strength));
    this.#value.textContent = percent(strength);
  }
}
