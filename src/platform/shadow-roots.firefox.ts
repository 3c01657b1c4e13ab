/** Firefox: opens shadow roots of the page, closed ones included. */

/** An accessor that Firefox gives to content scripts only. */
const openOrClosed = Object.getOwnPropertyDescriptor(Element.prototype, 'openOrClosedShadowRoot')?.get;
const shadowRootOf = Object.getOwnPropertyDescriptor(Element.prototype, 'shadowRoot')!.get!;

/** Returns the shadow root of an element; null where there is none. */
export const openShadowRoot = (element: HTMLElement): ShadowRoot | null => (openOrClosed ?? shadowRootOf).call(element);
