/** Restyles canvases that the user has chosen, until they go or are chosen once more. */
import type { Fault } from '../../protocol/faults';
import { log } from '../../util/log';
import { isExtensionAlive, randomId } from '../host/host-connection';
import { FullscreenStage } from '../overlay/fullscreen-stage';
import { documentElementOf, isConnected } from '../page/dom';
import type { OpenShadowRoot } from '../page/finder';
import { findCanvas } from './canvas-finder';
import { CanvasVideo } from './canvas-video';
import { MovingCanvas } from './moving-canvas';

const HEARTBEAT_MS = 1000;

export class Canvases {
  readonly #stage = new FullscreenStage(document, randomId());
  readonly #videos = new Map<HTMLCanvasElement, CanvasVideo>();
  /** Chosen canvases that cannot be restyled, and why. */
  readonly #refused = new Map<HTMLCanvasElement, Fault>();
  readonly #openShadowRoot: OpenShadowRoot;
  readonly #moving: MovingCanvas;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  /** Point at which the context menu was opened last. */
  #menu: { x: number; y: number } | null = null;

  constructor(openShadowRoot: OpenShadowRoot) {
    this.#openShadowRoot = openShadowRoot;
    this.#moving = new MovingCanvas(() => documentElementOf(document), openShadowRoot);
    const remember = ({ clientX: x, clientY: y }: MouseEvent) => {
      this.#menu = { x, y };
    };
    window.addEventListener('contextmenu', remember, { capture: true, passive: true });
  }

  /** Begins to restyle the canvas below the context menu, or ends it. */
  toggleBelowMenu(): void {
    const canvas = this.#menu && findCanvas(documentElementOf(document), this.#openShadowRoot, this.#menu);
    if (canvas) this.toggle(canvas);
  }

  /** Whether there is a canvas that may show a video and was not chosen yet. Read it only while the popup asks: it searches. */
  get hasOffer(): boolean {
    const canvas = this.#moving.look();
    return canvas !== null && !this.#videos.has(canvas) && !this.#refused.has(canvas);
  }

  /** Begins to restyle the canvas that was offered. */
  acceptOffer(): void {
    const canvas = this.#moving.look();
    if (canvas && !this.#videos.has(canvas)) this.toggle(canvas);
  }

  /** Begins to restyle a canvas, or ends it. */
  toggle(canvas: HTMLCanvasElement): void {
    if (this.#videos.has(canvas)) {
      this.#end(canvas);
      return;
    }
    this.#refused.delete(canvas);
    try {
      this.#videos.set(canvas, new CanvasVideo(canvas, randomId(), this.#stage));
      this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS);
    } catch (error) {
      log('canvas', 'The canvas cannot be read', error);
      const { name } = error as Partial<DOMException>;
      this.#refused.set(canvas, name === 'SecurityError' ? 'tainted' : 'no-frames');
    }
  }

  /** Reasons why chosen canvases are not restyled. */
  get faults(): Fault[] {
    for (const canvas of this.#refused.keys()) if (!isConnected(canvas)) this.#refused.delete(canvas);
    return [...this.#refused.values()];
  }

  stop(): void {
    for (const canvas of this.#videos.keys()) this.#end(canvas);
    this.#refused.clear();
  }

  #beat(): void {
    if (!isExtensionAlive()) {
      this.stop();
      return;
    }
    for (const [canvas, video] of this.#videos) {
      if (video.isHere) video.verify();
      else this.#end(canvas);
    }
  }

  #end(canvas: HTMLCanvasElement): void {
    this.#videos.get(canvas)?.remove();
    this.#videos.delete(canvas);
    if (this.#videos.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}
