/**
 * What lies over a video for the user to press. It stands beside the video in the page, so that the keyboard comes by it there,
 * and is in the browser's top layer while anything of it is seen, so that no layer of the player lies over it.
 */

import { log } from '../../util/log';
import {
  createElement,
  fullscreenElementOf,
  insertBefore,
  moveBefore,
  nextSiblingOf,
  parentNodeOf,
  remove,
} from '../page/dom';
import type { VideoSession } from '../session/video-session';
import css from './layer.css?inline';

/** A page that takes it out again and again has the last word. */
const MOST_INSERTIONS = 5;

const ALWAYS = {
  all: 'initial',
  display: 'block',
  position: 'fixed',
  visibility: 'inherit',
  'pointer-events': 'none',
};

/** Nothing to be seen or pressed, though the focus can come to it. */
const CONCEALED = { opacity: '0', overflow: 'hidden', left: '0', top: '0', width: '1px', height: '1px' };

let sheet: CSSStyleSheet | undefined;

function sharedSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}

/** What happens here is none of the player's business: a click would pause it, a key would seek. */
const OWN_EVENTS = [
  ...['click', 'dblclick', 'auxclick', 'contextmenu', 'mousedown', 'mouseup', 'pointerdown', 'pointerup'],
  ...['touchstart', 'touchend', 'keydown', 'keyup', 'keypress'],
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

  /** @param followed told where the picture is now, again and again while anything is seen */
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

  /** Stands right after the video and its overlay; to be called when either may have moved. */
  settle(): void {
    const { video, controls } = this.#session;
    const parent = parentNodeOf(video);
    if (!parent || parentNodeOf(this.#node) === parent || this.#insertions >= MOST_INSERTIONS) return;
    this.#insertions++;
    this.#node.slot = video.slot;
    try {
      if (parentNodeOf(this.#node)) moveBefore(parent, this.#node, nextSiblingOf(controls.end));
      else insertBefore(parent, this.#node, nextSiblingOf(controls.end));
    } catch (error) {
      // Moved between trees: at the next occasion it is inserted anew.
      log('player', 'The bar cannot be moved', error);
      remove(this.#node);
    }
  }

  /** Over the video, and following it, from now on. */
  reveal(): void {
    if (this.#isRevealed) return;
    this.settle();
    this.#isRevealed = true;
    this.#enterTopLayer();
    this.#follow();
  }

  /** Above what has entered the browser's top layer since. */
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

  /** What entered the top layer later, as an element in fullscreen does, would lie above. */
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
