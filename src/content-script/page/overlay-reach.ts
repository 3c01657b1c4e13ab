/** Whether the overlay's document can work in this document. Where it cannot, a bridge of runtime messages does. */

/**
 * Whether this document is sandboxed (`CSP: sandbox`, or an iframe with the attribute `sandbox`). There the overlay's
 * document has an opaque origin as well and cannot reach the service worker.
 */
export const isSandboxed = (): boolean => self.origin === 'null' && /^(https?:|about:srcdoc)/.test(location.href);

/** Set once an overlay did not load: the document has a COEP header, or something else keeps iframes out. */
let isBlocked = false;

/** Records that an overlay did not load, which the next one will not do either. */
export function noteBlockedOverlay(): void {
  isBlocked = true;
}

/**
 * Whether this document is in a credentialless iframe. The overlay's document is in a storage of its own there, with no
 * service worker.
 */
const isCredentialless = (): boolean => 'credentialless' in self && self.credentialless === true;

/**
 * Whether overlays are to be canvases of the content script. The extension's documents do not load in a cross-origin
 * isolated document, nor in one with COEP alone, which cannot be told before one has been tried.
 */
export const needsBridge = (): boolean => isBlocked || isSandboxed() || isCredentialless() || self.crossOriginIsolated;
