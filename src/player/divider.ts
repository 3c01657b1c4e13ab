/** The line between the original on the left and the style on the right, and its handle. */
import { createElement } from '../video/dom';
import { icon } from './icons';

const [SMALL_STEP, LARGE_STEP] = [0.02, 0.1];

/** Where a key takes the line from `position`, 0 to 1; null for keys that mean nothing here. */
export function moved(position: number, key: string, isShifted: boolean): number | null {
  const step = isShifted ? LARGE_STEP : SMALL_STEP;
  const steps: Record<string, number> = {
    ArrowLeft: -step,
    ArrowDown: -step,
    ArrowRight: step,
    ArrowUp: step,
    PageDown: -LARGE_STEP,
    PageUp: LARGE_STEP,
    Home: -1,
    End: 1,
  };
  const by = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return by === undefined ? null : Math.min(1, Math.max(0, position + by));
}

export interface DividerEvents {
  /** The line is at `position` now, a share of the width. */
  moved(position: number): void;
  /** The user has seen enough. */
  ended(): void;
}

export class Divider {
  readonly element: HTMLElement;
  readonly #events: DividerEvents;
  #position = 0.5;

  constructor(events: DividerEvents) {
    this.#events = events;
    this.element = createElement(document, 'div');
    this.element.className = 'divider';
    this.element.role = 'slider';
    this.element.tabIndex = 0;
    this.element.ariaLabel = 'Original on the left, style on the right';
    this.element.ariaValueMin = '0';
    this.element.ariaValueMax = '100';
    this.element.append(icon('divider'));
    this.element.addEventListener('pointerdown', (event) => this.#grab(event));
    this.element.addEventListener('pointermove', (event) => this.#drag(event));
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.#moveTo(this.#position);
  }

  get position(): number {
    return this.#position;
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    this.element.focus();
    event.preventDefault();
  }

  #drag({ pointerId, clientX }: PointerEvent): void {
    if (!this.element.hasPointerCapture(pointerId)) return;
    const box = this.element.offsetParent?.getBoundingClientRect();
    if (box && box.width > 0) this.#moveTo(Math.min(1, Math.max(0, (clientX - box.left) / box.width)));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.#events.ended();
      return;
    }
    const position = moved(this.#position, event.key, event.shiftKey);
    if (position === null) return;
    event.preventDefault();
    this.#moveTo(position);
  }

  #moveTo(position: number): void {
    this.#position = position;
    const percent = Math.round(position * 100);
    this.element.style.setProperty('--position', `${position * 100}%`);
    this.element.ariaValueNow = String(percent);
    this.element.ariaValueText = `${percent} % original`;
    this.#events.moved(position);
  }
}
