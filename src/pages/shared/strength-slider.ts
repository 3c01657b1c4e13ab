import { LatestWriter } from '../../util/latest';
import { percent } from '../../words/numbers';

/** Colours the track of a slider up to its value. */
export function fillTrack({ style, valueAsNumber, min, max }: HTMLInputElement): void {
  style.setProperty('--fill', `${((valueAsNumber - Number(min)) / (Number(max) - Number(min))) * 100}%`);
}

/** A slider for a share, such as a strength from 0 to 1. It shows percent beside it. */
export class StrengthSlider {
  readonly #slider: HTMLInputElement;
  readonly #value: HTMLElement;
  readonly #textOf: (share: number) => string;
  readonly #writer: LatestWriter<number>;

  /**
   * @param write stores the share; called repeatedly while the user drags
   * @param textOf puts it into words
   */
  constructor(
    slider: HTMLInputElement,
    value: HTMLElement,
    write: (share: number) => Promise<void>,
    textOf: (share: number) => string = percent,
  ) {
    this.#slider = slider;
    this.#value = value;
    this.#textOf = textOf;
    this.#writer = new LatestWriter(write);
    slider.addEventListener('input', () => {
      const value = slider.valueAsNumber;
      this.#showPercent(value);
      void this.#writer.put(value / 100);
    });
  }

  show(share: number): void {
    // Ignore storage while the user drags: its value is already older.
    if (!this.#writer.busy) this.#showPercent(Math.round(share * 100));
  }

  #showPercent(value: number): void {
    this.#slider.value = String(value);
    fillTrack(this.#slider);
    const text = this.#textOf(value / 100);
    this.#slider.setAttribute('aria-valuetext', text);
    this.#value.textContent = text;
  }
}
