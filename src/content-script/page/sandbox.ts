/**
 * Whether this document is sandboxed (`CSP: sandbox`, or a frame with the attribute `sandbox`). There the overlay's
 * document has an opaque origin as well and cannot reach the service worker.
 */
export const isSandboxed = (): boolean => self.origin === 'null' && /^(https?:|about:srcdoc)/.test(location.href);
