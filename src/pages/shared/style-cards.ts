/** Styles as cards to choose from. */
import type { Settings } from '../../settings';
import { listStyles, type StyleEntry } from '../../settings/styles';
import { styleDescription, styleName } from '../../words/style-names';
import { stylePicture } from './style-picture';

/** Returns a radio button that looks like a card: picture above, name below. */
function card(style: StyleEntry): HTMLElement {
  const radio = document.createElement('input');
  radio.type = 'radio';
  radio.name = 'style';
  radio.value = style.id;
  radio.className = 'unseen';
  radio.setAttribute('aria-description', styleDescription(style.id));

  const picture = stylePicture(style);
  picture.classList.add('thumbnail');

  const name = document.createElement('span');
  name.className = 'name';
  name.textContent = styleName(style.id);

  const label = document.createElement('label');
  label.className = 'style';
  // The card cuts long names.
  label.title = [styleName(style.id), styleDescription(style.id)].filter(Boolean).join('\n');
  label.append(radio, picture, name);
  return label;
}

/** The cards of all styles in an element. */
export class StyleCards {
  readonly #group: HTMLElement;
  #shown = '';
  readonly #live = new Map<string, HTMLCanvasElement>();

  /** @param choose called with the id of a chosen style */
  constructor(group: HTMLElement, choose: (id: string) => void) {
    this.#group = group;
    // The second click of a double click may be meant for what stood here before.
    group.addEventListener('click', (event) => event.detail > 1 && event.preventDefault());
    group.addEventListener('change', (event) => {
      if (event.target instanceof HTMLInputElement) choose(event.target.value);
    });
  }

  /** Shows the shelf, and `chosen` as the style in use. */
  show(settings: Settings, chosen: string): void {
    const styles = listStyles(settings);
    // Rebuild only after a change: the focused card must keep its focus.
    const key = JSON.stringify([styles.map(({ id }) => [id, styleName(id)]), settings.favourites]);
    if (key !== this.#shown) this.#rebuild(styles);
    this.#shown = key;
    for (const radio of this.#group.querySelectorAll('input')) radio.checked = radio.value === chosen;
  }

  /** Shows a picture of the viewer's own video instead of the style's, and closes it. */
  showLive(id: string, picture: ImageBitmap): void {
    const canvas = document.createElement('canvas');
    canvas.className = 'thumbnail live';
    canvas.setAttribute('aria-hidden', 'true');
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(picture);
    this.#live.set(id, canvas);
    this.#placeLive(id);
  }

  #placeLive(id: string): void {
    const canvas = this.#live.get(id);
    if (canvas) this.#group.querySelector(`input[value="${id}"] ~ .thumbnail`)?.replaceWith(canvas);
  }

  #rebuild(styles: StyleEntry[]): void {
    const focused = this.#group.contains(document.activeElement)
      ? (document.activeElement as HTMLInputElement).value
      : '';
    this.#group.replaceChildren(...styles.map(card));
    for (const { id } of styles) this.#placeLive(id);
    if (focused) this.#group.querySelector<HTMLInputElement>(`input[value="${focused}"]`)?.focus();
  }
}
