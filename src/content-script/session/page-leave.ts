/**
 * Reports when this document is about to be left, so that overlays can be removed in time: the browser keeps a page in the
 * back/forward cache only if it contains no iframe of the extension. Only `beforeunload` comes early enough in every case.
 * `pagehide` comes too late. `navigate` does not fire for the address bar, nor in an iframe when the page around it goes.
 */

/** Time after which the page counts as staying: the navigation became a download, or the page refused it. */
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
    ({ isTrusted }) => {
      // Pages make up this event, too, to have their own listeners save something.
      if (!isTrusted) return;
      clearTimeout(timer);
      timer = setTimeout(stay, LEAVES_WITHIN_MS);
      changed(true);
    },
    { signal, capture: true },
  );
  window.addEventListener('pageshow', ({ persisted }) => persisted && stay(), { signal, capture: true });
  signal.addEventListener('abort', () => clearTimeout(timer));
}
