import { LatestWriter } from '../../util/latest';
import { percent } from '../../words/numbers';

/** A slider for a strength from 0 to 1, which shows percent beside it. */
export class StrengthSlider {
  readonly #slider: HTMLInputElement;
  readonly #value: HTMLElement;
  readonly #writer: LatestWriter<number>;

  /** @param write stores the strength; called repeatedly while the user drags */
  constructor(slider: HTMLInputElement, value: HTMLElement, write: (strength: number) => Promise<void>) {
    this.#slider = slider;
    this.#value = value;
    this.#writer = new LatestWriter(write);
    slider.addEventListener('input', () => {
      const value = slider.valueAsNumber;
      this.#showPercent(value);
      void this.#writer.put(value / 100);
    });
  }

  show(strength: number): void {
    // Ignore storage while the user drags: its value is already older.
    if (!this.#writer.busy) this.#showPercent(Math.round(strength * 100));
  }

  #showPercent(value: number): void {
    this.#slider.value = String(value);
    this.#slider.style.setProperty('--fill', `${value}%`);
    this.#slider.setAttribute('aria-valuetext', percent(value / 100));
    this.#value.textContent = percent(value / 100);
  }
}
