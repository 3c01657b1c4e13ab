/** Decides whether the overlay's own document can work in this document, or runtime messages must carry the pictures. */

import { Backoff } from '../../util/backoff';

/**
 * Whether this document is sandboxed, by `CSP: sandbox` or by the attribute `sandbox` of its iframe. The overlay's document
 * then has an opaque origin too and cannot reach the service worker.
 */
export const isSandboxed = (): boolean => self.origin === 'null' && /^(https?:|about:srcdoc)/.test(location.href);

/** An overlay that did not answer is blocked or only late: the next one is tried after a minute, then after two, four ... 60. */
const pauses = new Backoff(60_000, 3_600_000);
let blockedUntil = Number.NEGATIVE_INFINITY;
let hasReached = false;

/** Records that an overlay has loaded and answered, so that later ones can be late but not blocked. */
export function noteReachedOverlay(): void {
  hasReached = true;
}

/**
 * Records that an overlay did not answer. Returns whether something may block it, such as a COEP header. Overlays are not tried
 * for a while then.
 */
export function noteUnansweredOverlay(): boolean {
  if (!hasReached && !isBlocked()) blockedUntil = performance.now() + pauses.next();
  return !hasReached;
}

const isBlocked = (): boolean => performance.now() < blockedUntil;

/**
 * Whether this document is in a credentialless iframe. The overlay's document then has separate storage, which has no
 * service worker.
 */
const isCredentialless = (): boolean => 'credentialless' in self && self.credentialless === true;

/**
 * Whether overlays must be canvases of the content script. Documents of the extension do not load in a cross-origin isolated
 * document, nor in one with only a COEP header. Such a header cannot be detected before one overlay has failed to load.
 */
export const needsBridge = (): boolean =>
  isBlocked() || isSandboxed() || isCredentialless() || self.crossOriginIsolated;
