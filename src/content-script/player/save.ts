/** Saves a picture by a download of the browser. */
import { createElement } from '../page/dom';

/** Lifetime of the file's address: the browser may ask where to save before it reads the file. */
const KEPT_MS = 60_000;

/** Downloads `file` under `name`, unseen by the page. */
export function save(file: Blob, name: string): void {
  const link = createElement(document, 'a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  HTMLElement.prototype.click.call(link);
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
