/** Lets the user compare: while the key is held in the page, or the popup's button, videos show as they are. */
import browser from 'webextension-polyfill';
import { ORIGINAL_PORT } from '../protocol/runtime';
import type { OpenShadowRoot } from './page/finder';

/** Whether typing goes into this element. */
function isEditable(element: Element): boolean {
  if (!(element instanceof HTMLElement)) return false;
  const isField = element.matches('input, textarea, select, [role=textbox], [role=searchbox], [role=combobox]');
  return isField || element.isContentEditable;
}

export class Original {
  readonly #show: (isShown: boolean) => void;
  readonly #openShadowRoot: OpenShadowRoot;
  #key = '';
  #isKeyHeld = false;
  #ports = 0;
  #listening: AbortController | null = null;

  /** @param show told whenever the answer changes */
  constructor(show: (isShown: boolean) => void, openShadowRoot: OpenShadowRoot) {
    this.#show = show;
    this.#openShadowRoot = openShadowRoot;
    browser.runtime.onConnect.addListener((port) => {
      if (port.name !== ORIGINAL_PORT) return;
      this.#change(() => this.#ports++);
      port.onDisconnect.addListener(() => this.#change(() => this.#ports--));
    });
  }

  /** Listens for the key with this `KeyboardEvent.code`; for none where it is empty. */
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
    // A key released elsewhere is not told of.
    for (const type of ['blur', 'pagehide']) window.addEventListener(type, release, options);
    document.addEventListener('visibilitychange', release, options);
  }

  stop(): void {
    this.#listening?.abort();
    this.#listening = null;
    this.#hold(false);
  }

  /** The page gets the event as well: nothing tells whether it means something there. */
  #onKeyDown({ code, isTrusted, isComposing, ctrlKey, altKey, metaKey }: KeyboardEvent): void {
    if (!isTrusted || isComposing || code !== this.#key || ctrlKey || altKey || metaKey) return;
    const focused = this.#focused();
    if (!focused || !isEditable(focused)) this.#hold(true);
  }

  /** The element that has the focus, in whatever shadow root. */
  #focused(): Element | null {
    let focused = document.activeElement;
    while (focused instanceof HTMLElement) {
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
