/** Chromium: opens shadow roots of the page, closed ones included. */

const shadowRootOf = Object.getOwnPropertyDescriptor(Element.prototype, 'shadowRoot')!.get!;

/** Returns the shadow root of an element; null where there is none. */
export function openShadowRoot(element: HTMLElement): ShadowRoot | null {
  // Bare pages of the tests have no extension interface.
  const { dom } = (globalThis.chrome ?? {}) as Partial<typeof chrome>;
  return dom ? dom.openOrClosedShadowRoot(element) : shadowRootOf.call(element);
}
