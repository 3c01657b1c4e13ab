/** Shows the videos themselves while the user holds the key in the page, or the popup's button. */
import browser from 'webextension-polyfill';
import { ORIGINAL_PORT } from '../protocol/runtime';
import { activeElementOf, isContentEditable, isHtml, matches } from './page/dom';
import type { OpenShadowRoot } from './page/finder';

/** Whether this element takes typed text. */
function isEditable(element: Element): boolean {
  if (!isHtml(element)) return false;
  const isField = matches(element, 'input, textarea, select, [role=textbox], [role=searchbox], [role=combobox]');
  return isField || isContentEditable(element);
}

export class Original {
  readonly #show: (isShown: boolean) => void;
  readonly #openShadowRoot: OpenShadowRoot;
  #key = '';
  #isKeyHeld = false;
  #ports = 0;
  #listening: AbortController | null = null;

  /** @param show called whenever the videos are to be shown, or not any more */
  constructor(show: (isShown: boolean) => void, openShadowRoot: OpenShadowRoot) {
    this.#show = show;
    this.#openShadowRoot = openShadowRoot;
    browser.runtime.onConnect.addListener((port) => {
      if (port.name !== ORIGINAL_PORT) return;
      this.#change(() => this.#ports++);
      port.onDisconnect.addListener(() => this.#change(() => this.#ports--));
    });
  }

  /** Listens for the key with this `KeyboardEvent.code`; the empty string stands for no key. */
  listen(key: string): void {
    this.#key = key;
    if (key === '') {
      this.stop();
      return;
    }
    if (this.#listening) return;
    this.#listening = new AbortController();
    const options = { signal: this.#listening.signal, capture: true };
    const release = () => this.#hold(false);
    window.addEventListener('keydown', (event) => this.#onKeyDown(event), options);
    window.addEventListener('keyup', ({ code }) => code === this.#key && release(), options);
    // Another window receives the keyup of a key that is released there.
    for (const type of ['blur', 'pagehide']) window.addEventListener(type, release, options);
    window.addEventListener('visibilitychange', release, options);
  }

  stop(): void {
    this.#listening?.abort();
    this.#listening = null;
    this.#hold(false);
  }

  /** Leaves the event to the page as well, where the key may have a meaning of its own. */
  #onKeyDown({ code, isTrusted, isComposing, ctrlKey, altKey, metaKey }: KeyboardEvent): void {
    if (!isTrusted || isComposing || code !== this.#key || ctrlKey || altKey || metaKey) return;
    const focused = this.#focused();
    if (!focused || !isEditable(focused)) this.#hold(true);
  }

  /** Returns the focused element, in any shadow root. */
  #focused(): Element | null {
    let focused = activeElementOf(document);
    while (isHtml(focused)) {
      const inner = this.#openShadowRoot(focused)?.activeElement;
      if (!inner) break;
      focused = inner;
    }
    return focused;
  }

  #hold(isHeld: boolean): void {
    this.#change(() => {
      this.#isKeyHeld = isHeld;
    });
  }

  #change(change: () => void): void {
    const before = this.#isShown;
    change();
    if (this.#isShown !== before) this.#show(this.#isShown);
  }

  get #isShown(): boolean {
    return this.#isKeyHeld || this.#ports > 0;
  }
}
