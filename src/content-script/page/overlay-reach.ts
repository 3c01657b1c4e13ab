/** Decides whether the overlay's own document can work in this document, or runtime messages must carry the pictures. */

/**
 * Whether this document is sandboxed, by `CSP: sandbox` or by the attribute `sandbox` of its iframe. The overlay's document
 * then has an opaque origin too and cannot reach the service worker.
 */
export const isSandboxed = (): boolean => self.origin === 'null' && /^(https?:|about:srcdoc)/.test(location.href);

/** Set once an overlay did not load, because of a COEP header or anything else that blocks iframes. */
let isBlocked = false;

/** Records that an overlay did not load, so that the next one does not try. */
export function noteBlockedOverlay(): void {
  isBlocked = true;
}

/**
 * Whether this document is in a credentialless iframe. The overlay's document then has separate storage, which has no
 * service worker.
 */
const isCredentialless = (): boolean => 'credentialless' in self && self.credentialless === true;

/**
 * Whether overlays must be canvases of the content script. Documents of the extension do not load in a cross-origin isolated
 * document, nor in one with only a COEP header. Such a header cannot be detected before one overlay has failed to load.
 */
export const needsBridge = (): boolean => isBlocked || isSandboxed() || isCredentialless() || self.crossOriginIsolated;
