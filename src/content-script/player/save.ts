/** Saves a picture as a file of the user's, by the browser's own download. */
import { createElement } from '../page/dom';

/** The browser may ask where to put the file before it reads it. */
const KEPT_MS = 60_000;

/** Downloads `file` under `name`; the page sees nothing of it. */
export function save(file: Blob, name: string): void {
  const link = createElement(document, 'a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  HTMLElement.prototype.click.call(link);
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
