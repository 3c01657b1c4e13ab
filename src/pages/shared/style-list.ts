/** The style drop-down of the camera and of a site. */
import { listStyles } from '../../settings/styles';
import { styleName } from '../../words/style-names';

/** Fills a drop-down with all styles. Calls `choose` with the id of a chosen style. */
export function fillStyleList(list: HTMLSelectElement, choose: (id: string) => void): void {
  list.append(...listStyles().map(({ id }) => new Option(styleName(id), id)));
  list.addEventListener('change', () => choose(list.value));
}
