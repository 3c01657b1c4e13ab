/** Reports that the page has rewritten its document: `document.open()` erases all listeners, including the extension's. */
import { documentElementOf } from './dom';

/** @param rewritten called after each rewrite. Mutation observers and timers survive it, listeners do not. */
export function watchRewrites(page: Document, rewritten: () => void): void {
  // No page can guess the event's name.
  const name = `inkreel-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  let isHeard = false;
  const hear = () => {
    isHeard = true;
  };
  window.addEventListener(name, hear);
  let root = documentElementOf(page);
  const observer = new MutationObserver(() => {
    if (documentElementOf(page) === root) return;
    root = documentElementOf(page);
    isHeard = false;
    window.dispatchEvent(new Event(name));
    if (isHeard) return;
    window.addEventListener(name, hear);
    rewritten();
  });
  observer.observe(page, { childList: true });
}
