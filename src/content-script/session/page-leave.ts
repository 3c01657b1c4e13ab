/**
 * Tells when this document is about to be left. The browser keeps a page for Back (back/forward cache) only where no iframe of
 * the extension stands in it. `pagehide` is too late to take one out. `navigate` is told neither of the address bar nor, in
 * an embedded document, of the page around it. `beforeunload` is in time for all of them.
 */

/** A page that is still here after this time stays: the navigation became a download or was refused. */
const LEAVES_WITHIN_MS = 3000;

/**
 * @param changed called with true when the document is about to be left, and with false when it stays or has come back
 * @param signal ends the watch
 */
export function watchLeaving(changed: (isLeaving: boolean) => void, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stay = () => {
    clearTimeout(timer);
    changed(false);
  };
  window.addEventListener(
    'beforeunload',
    () => {
      clearTimeout(timer);
      timer = setTimeout(stay, LEAVES_WITHIN_MS);
      changed(true);
    },
    { signal, capture: true },
  );
  window.addEventListener('pageshow', ({ persisted }) => persisted && stay(), { signal, capture: true });
  signal.addEventListener('abort', () => clearTimeout(timer));
}
