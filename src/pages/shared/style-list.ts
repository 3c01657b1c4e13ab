import { listStyles } from '../../settings/styles';

/** Fills a list with the styles to choose from. `choose` is told the id of each one picked. */
export function fillStyleList(list: HTMLSelectElement, choose: (id: string) => void): void {
  list.append(...listStyles().map(({ id, name }) => new Option(name, id)));
  list.addEventListener('change', () => choose(list.value));
}
