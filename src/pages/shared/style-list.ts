/** The style drop-down of the camera and of a site. */
import { listStyles } from '../../settings/styles';

/** Fills a drop-down with all styles. Calls `choose` with the id of a chosen style. */
export function fillStyleList(list: HTMLSelectElement, choose: (id: string) => void): void {
  list.append(...listStyles().map(({ id, name }) => new Option(name, id)));
  list.addEventListener('change', () => choose(list.value));
}
