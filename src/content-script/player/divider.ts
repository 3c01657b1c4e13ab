/** Shows the line between the original on the left and the style on the right, with its handle. */
import { message } from '../../words/message';
import { percent } from '../../words/numbers';
import type { Point, Quad } from '../page/quad';
import { part } from './bar/button';
import { icon } from './bar/icons';
import { FullscreenGrip } from './grip';

/** Space that a name needs beside itself, in CSS px. */
const LABEL_SPACE = 20;

const [SMALL_STEP, LARGE_STEP] = [0.02, 0.1];
/** Keys in a video's own fullscreen, where arrow keys seek and change the volume. */
const FULLSCREEN_KEYS = ['PageUp', 'PageDown'];

/** Returns where a key moves the line from `position`, 0 to 1; null for other keys. */
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

/** Time from one look at the style of the picture to the next. */
const NAMING_MS = 250;

export interface DividerEvents {
  /** The line has moved to `position`, a share of the width. */
  moved(position: number): void;
  /** The user ended the comparison. */
  ended(): void;
  /** Name of the style in which the picture is drawn now. */
  styleName(): string;
}

export class Divider {
  readonly element = part('div', 'divider');
  readonly #labels = part('div', 'labels');
  readonly #original = part('span', 'label');
  readonly #style = part('span', 'label');
  readonly #events: DividerEvents;
  readonly #grip: FullscreenGrip;
  #position = 0.5;
  #picture: Quad | null = null;
  #origin: Point = { x: 0, y: 0 };
  readonly #naming: ReturnType<typeof setInterval>;

  /** @param video the video that is compared */
  constructor(video: HTMLVideoElement, events: DividerEvents) {
    this.#events = events;
    this.element.role = 'slider';
    this.element.tabIndex = 0;
    this.element.ariaLabel = message('divider');
    this.element.ariaValueMin = '0';
    this.element.ariaValueMax = '100';
    this.#original.textContent = message('original');
    this.#labels.ariaHidden = 'true';
    this.#labels.append(this.#original, this.#style);
    this.element.append(this.#labels, icon('divider'));
    this.element.addEventListener('pointerdown', (event) => this.#grab(event));
    this.element.addEventListener('pointermove', ({ pointerId, clientX, clientY }) => {
      if (this.element.hasPointerCapture(pointerId)) this.#dragTo({ x: clientX, y: clientY });
    });
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.#grip = new FullscreenGrip(this.element, video, {
      dragged: (to) => this.#dragTo(to),
      pressed: (key) => FULLSCREEN_KEYS.includes(key) && this.#step(key, false),
    });
    this.#moveTo(this.#position);
    this.#nameStyle();
    this.#naming = setInterval(() => this.#nameStyle(), NAMING_MS);
  }

  get position(): number {
    return this.#position;
  }

  /**
   * Moves the line to the picture's present place in the window.
   * @param origin upper left corner of the element's parent, in the window
   */
  lieOver(picture: Quad, origin: Point): void {
    this.#picture = picture;
    this.#origin = origin;
    const [start, middle, end] = [0, 0.5, 1].map((down) => picture.at(this.#position, down)) as [Point, Point, Point];
    const angle = Math.atan2(start.x - end.x, end.y - start.y);
    // The line has no angle where the picture is seen edge-on.
    if (!Number.isFinite(angle)) return;
    const set = (name: string, value: string) => this.element.style.setProperty(name, value);
    set('--x', `${middle.x - origin.x}px`);
    set('--y', `${middle.y - origin.y}px`);
    set('--to-start', `${Math.hypot(start.x - middle.x, start.y - middle.y)}px`);
    set('--to-end', `${Math.hypot(end.x - middle.x, end.y - middle.y)}px`);
    set('--angle', `${angle}rad`);
    this.#placeLabels(picture, angle);
    set('cursor', Math.abs(Math.cos(angle)) < Math.SQRT1_2 ? 'ns-resize' : 'ew-resize');
  }

  /** Puts each name on its side of the line, and hides one that finds no room there. */
  #placeLabels(picture: Quad, angle: number): void {
    const [left, line, right] = [0, this.#position, 1].map((across) => picture.at(across, 0)) as [Point, Point, Point];
    const isMirrored = (right.x - left.x) * Math.cos(angle) + (right.y - left.y) * Math.sin(angle) < 0;
    this.#labels.classList.toggle('mirrored', isMirrored);
    const room = ({ x, y }: Point) => Math.hypot(x - line.x, y - line.y) - LABEL_SPACE;
    this.#original.classList.toggle('squeezed', room(left) < this.#original.offsetWidth);
    this.#style.classList.toggle('squeezed', room(right) < this.#style.offsetWidth);
  }

  remove(): void {
    clearInterval(this.#naming);
    this.#grip.close();
    this.element.remove();
  }

  /** Names the style on the right. */
  #nameStyle(): void {
    const name = this.#events.styleName();
    if (name === this.#style.textContent) return;
    this.#style.textContent = name;
    if (this.#picture) this.lieOver(this.#picture, this.#origin);
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    this.element.focus();
    event.preventDefault();
  }

  #dragTo(point: Point): void {
    const position = this.#picture?.acrossAt(point) ?? Number.NaN;
    if (Number.isFinite(position)) this.#moveTo(Math.min(1, Math.max(0, position)));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.#events.ended();
      return;
    }
    if (this.#step(event.key, event.shiftKey)) event.preventDefault();
  }

  /** Returns whether the key has moved the line. */
  #step(key: string, isShifted: boolean): boolean {
    const position = moved(this.#position, key, isShifted);
    if (position !== null) this.#moveTo(position);
    return position !== null;
  }

  #moveTo(position: number): void {
    this.#position = position;
    if (this.#picture) this.lieOver(this.#picture, this.#origin);
    this.element.ariaValueNow = String(Math.round(position * 100));
    this.element.ariaValueText = message('divider_value', percent(position));
    this.#events.moved(position);
  }
}
