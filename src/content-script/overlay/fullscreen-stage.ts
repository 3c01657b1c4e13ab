/**
 * Provides places for overlays while a video itself is in fullscreen. Only the browser's top layer is visible then, and its
 * later entries lie above earlier ones. To get below the video, an empty popover opens at every press, before a fullscreen
 * that may follow. The overlay moves into this popover once the video is in fullscreen, and so lies below the video's own
 * controls. Scripts get no events for presses on the browser's own controls, so for these the popover opens as soon as the
 * pointer or the focus is on the video. An overlay that must lie above its video gets another popover after the video has
 * entered fullscreen.
 */

import { addCssRule } from '../page/css-rules';
import { documentElementOf, isHtml, isVideo, listen, parentNodeOf, rootOf } from '../page/dom';
import { ParentShadow } from './place/parent-shadow';
import { TopLayerPopover } from './top-layer-popover';

/** A press lets the page enter fullscreen for about five seconds. */
const ACTIVATION_MS = 6000;

/** Returns the extension's shadow root that holds a video's overlay; null where it stands among the page's own nodes. */
type RootOf = () => ShadowRoot | null;

export class FullscreenStage {
  readonly #document: Document;
  readonly #id: string;
  #below: TopLayerPopover | null = null;
  readonly #above = new Map<HTMLElement, TopLayerPopover>();
  /** Undo the rules that make the backdrop of fullscreen videos transparent, which would hide the popover below. */
  readonly #backdrops = new Map<HTMLElement, () => void>();
  #closing: ReturnType<typeof setTimeout> | undefined;
  /** Listeners of each retained video, and the root that holds its overlay. */
  readonly #users = new Map<HTMLElement, { listening: AbortController; root: RootOf }>();
  #presses: AbortController | null = null;
  /** The video with native controls that has the pointer or the focus. */
  #approached: HTMLElement | null = null;

  /** @param id unique on the page, letters and digits */
  constructor(page: Document, id: string) {
    this.#document = page;
    this.#id = `inkreel-${id}`;
  }

  /** Prepares for a possible fullscreen of `video`, until `release`. */
  retain(video: HTMLElement, root: RootOf): void {
    if (this.#users.size === 0) {
      this.#presses = new AbortController();
      const options = { capture: true, passive: true, signal: this.#presses.signal };
      for (const type of ['pointerdown', 'keydown']) listen(window, type, () => this.#open(), options);
    }
    const listening = new AbortController();
    this.#users.set(video, { listening, root });
    const approach = () => {
      if (isVideo(video) && video.controls) this.#approach(video);
    };
    for (const type of ['pointermove', 'focusin']) listen(video, type, approach, { signal: listening.signal });
  }

  /** Ends the preparation for `video`; its overlay leaves as well. */
  release(video: HTMLElement): void {
    this.leave(video);
    this.#users.get(video)?.listening.abort();
    if (!this.#users.delete(video) || this.#users.size > 0) return;
    this.#presses?.abort();
    clearTimeout(this.#closing);
    this.#close();
  }

  /** Returns the place below `video`, which is in fullscreen; null where none was prepared. */
  enterBelow(video: HTMLElement): HTMLElement | null {
    const popover = this.#below;
    if (!popover?.isInPage) return null;
    if (!this.#backdrops.has(video)) {
      const rule = 'video:fullscreen::backdrop { background: transparent !important; }';
      this.#backdrops.set(video, addCssRule(rootOf(video), rule));
      popover.setBlack(true);
    }
    return popover.element;
  }

  /** Returns the place above `video`, which is in fullscreen or a popover. */
  enterAbove(video: HTMLElement): HTMLElement {
    const standing = this.#above.get(video);
    if (standing?.isInPage) return standing.element;
    standing?.close();
    const popover = new TopLayerPopover(
      this.#document,
      `${this.#id}-above`,
      this.#users.get(video)?.root() ?? this.#rootBeside(video) ?? this.#placeFor(video),
    );
    this.#above.set(video, popover);
    return popover.element;
  }

  /** Cleans up after the overlay of `video` has left. */
  leave(video: HTMLElement): void {
    this.#above.get(video)?.close();
    this.#above.delete(video);
    const withdraw = this.#backdrops.get(video);
    if (!withdraw) return;
    withdraw();
    this.#backdrops.delete(video);
    this.#below?.setBlack(false);
    this.#closeSoon();
  }

  /** Prepares because the user may press one of the native controls of `video`. */
  #approach(video: HTMLElement): void {
    this.#approached = video;
    this.#open();
  }

  #open(): void {
    const [video] = this.#users.keys();
    if (!video) return;
    this.#below ??= new TopLayerPopover(this.#document, this.#id, this.#anyRoot() ?? this.#placeFor(video));
    this.#closeSoon();
  }

  /** Returns a place among the page's own nodes. In an SVG document, HTML is rendered beside the video only. */
  #placeFor(video: HTMLElement): Node {
    const root = documentElementOf(this.#document);
    return isHtml(root) ? root : parentNodeOf(video)!;
  }

  #rootBeside(video: HTMLElement): ShadowRoot | null {
    const parent = parentNodeOf(video);
    return ParentShadow.canBeOn(parent) ? (ParentShadow.on(parent)?.root ?? null) : null;
  }

  /** Returns a root that is rendered: a popover in it is shown wherever the root is. */
  #anyRoot(): ShadowRoot | null {
    const roots = [...this.#users.values()].map(({ root }) => root());
    return roots.find((root) => root?.host.checkVisibility()) ?? null;
  }

  #closeSoon(): void {
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => {
      if (this.#approached?.matches(':hover, :focus')) this.#closeSoon();
      else if (this.#backdrops.size === 0) this.#close();
    }, ACTIVATION_MS);
  }

  #close(): void {
    this.#below?.close();
    this.#below = null;
    this.#approached = null;
    for (const withdraw of this.#backdrops.values()) withdraw();
    this.#backdrops.clear();
  }
}
