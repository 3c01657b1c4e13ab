import { LatestWriter } from './latest';

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
      const percent = slider.valueAsNumber;
      this.#showPercent(percent);
      void this.#writer.put(percent / 100);
    });
  }

  show(strength: number): void {
    // Ignore storage while the user drags: its value is already older.
    if (!this.#writer.busy) this.#showPercent(Math.round(strength * 100));
  }

  #showPercent(percent: number): void {
    this.#slider.value = String(percent);
    this.#slider.style.setProperty('--fill', `${percent}%`);
    this.#slider.setAttribute('aria-valuetext', `${percent} %`);
    this.#value.textContent = `${percent} %`;
  }
}
