/**
 * Holds the controls over a video. The layer is next to the video's overlay, which gives it its place in the tab order. While
 * any part of it is visible, it is in the browser's top layer, above all layers of the player.
 */
import { log } from '../../util/log';
import {
  createElement,
  fullscreenElementOf,
  insertBefore,
  isShadowRoot,
  moveBefore,
  parentNodeOf,
  remove,
} from '../page/dom';
import type { VideoSession } from '../session/video-session';
import barCss from './bar/bar.css?inline';
import sliderCss from './bar/look-slider.css?inline';
import menuCss from './bar/menu.css?inline';
import css from './controls-layer.css?inline';

/** Insertions after which the layer yields to a page that keeps removing it. */
const MOST_INSERTIONS = 5;

const ALWAYS = {
  all: 'initial',
  display: 'block',
  position: 'fixed',
  visibility: 'inherit',
  'pointer-events': 'none',
  'container-type': 'inline-size',
};

/** Invisible and not pressable, yet reachable by the focus. */
const CONCEALED = { opacity: '0', overflow: 'hidden', left: '0', top: '0', width: '1px', height: '1px' };

let sheet: CSSStyleSheet | undefined;

function sharedSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(`${css} ${sliderCss} ${menuCss} ${barCss}`);
  }
  return sheet;
}

/** Events that must not reach the player: a click would pause it, a key would seek. */
const OWN_EVENTS = [
  ...['click', 'dblclick', 'auxclick', 'contextmenu', 'mousedown', 'mouseup', 'pointerdown', 'pointerup'],
  ...['touchstart', 'touchend', 'keydown', 'keyup', 'keypress', 'input', 'wheel'],
];

export class ControlsLayer {
  readonly root: ShadowRoot;
  readonly #session: VideoSession;
  readonly #followed: (box: DOMRect) => void;
  readonly #node: HTMLElement;
  #insertions = 0;
  #animation = 0;
  #isRevealed = false;
  #fullscreen: Element | null = null;

  /** @param followed called with the picture's box in every animation frame while the layer is visible */
  constructor(session: VideoSession, followed: (box: DOMRect) => void) {
    this.#session = session;
    this.#followed = followed;
    this.#node = createElement(document, 'div');
    this.#node.popover = 'manual';
    this.#set({ ...ALWAYS, ...CONCEALED });
    this.root = this.#node.attachShadow({ mode: 'closed' });
    this.root.adoptedStyleSheets = [sharedSheet()];
    for (const type of OWN_EVENTS) this.root.addEventListener(type, (event) => event.stopPropagation());
    this.settle();
  }

  /** Moves the layer directly after the video and its overlay; call it when either may have moved. */
  settle(): void {
    const { video, controls } = this.#session;
    const { parent, before } = controls.place ?? { parent: null, before: null };
    if (!parent || parentNodeOf(this.#node) === parent || this.#insertions >= MOST_INSERTIONS) return;
    this.#insertions++;
    this.#node.slot = isShadowRoot(parent) ? '' : video.slot;
    try {
      if (parentNodeOf(this.#node)) moveBefore(parent, this.#node, before);
      else insertBefore(parent, this.#node, before);
    } catch (error) {
      // Moving between trees fails: the next call inserts the layer anew.
      log('player', 'The bar cannot be moved', error);
      remove(this.#node);
    }
  }

  /** Shows the layer over the video and follows it. */
  reveal(): void {
    if (this.#isRevealed) return;
    this.settle();
    this.#isRevealed = true;
    this.#enterTopLayer();
    this.#follow();
  }

  /** Raises the layer above later entries of the top layer. */
  rise(): void {
    if (this.#isRevealed) this.#enterTopLayer();
  }

  conceal(): void {
    if (!this.#isRevealed) return;
    this.#isRevealed = false;
    cancelAnimationFrame(this.#animation);
    this.#set(CONCEALED);
    if (this.#node.matches(':popover-open')) this.#node.hidePopover();
  }

  remove(): void {
    this.conceal();
    remove(this.#node);
  }

  /** Enters the top layer anew: later entries, such as an element in fullscreen, lie above earlier ones. */
  #enterTopLayer(): void {
    this.#fullscreen = fullscreenElementOf(document);
    try {
      if (this.#node.matches(':popover-open')) this.#node.hidePopover();
      this.#node.showPopover();
    } catch (error) {
      log('player', 'The page took the bar out', error);
    }
  }

  #follow(): void {
    const box = this.#session.controls.pictureBox;
    const { left, top, width, height } = box;
    const px = (length: number) => `${Math.round(length * 100) / 100}px`;
    this.#set({ opacity: '1', overflow: 'clip', left: px(left), top: px(top), width: px(width), height: px(height) });
    this.#followed(box);
    if (fullscreenElementOf(document) !== this.#fullscreen) this.#enterTopLayer();
    this.#animation = requestAnimationFrame(() => this.#follow());
  }

  #set(styles: Record<string, string>): void {
    const { style } = this.#node;
    for (const [name, value] of Object.entries(styles)) {
      if (style.getPropertyValue(name) !== value) style.setProperty(name, value, 'important');
    }
  }
}
