/** Styles as cards to choose from. */
import type { StyleEntry } from '../../settings/styles';
import { styleDescription, styleName } from '../../words/style-names';

/** Returns the style's picture, or the first letter of its name if it has none. */
function thumbnail({ id, thumbnail }: StyleEntry): HTMLElement {
  if (thumbnail) {
    const picture = new Image();
    picture.src = thumbnail;
    picture.alt = '';
    return picture;
  }
  const letter = document.createElement('span');
  letter.setAttribute('aria-hidden', 'true');
  letter.textContent = styleName(id).charAt(0);
  return letter;
}

/** Returns a radio button that looks like a card: picture above, name below. */
function card(style: StyleEntry): HTMLElement {
  const radio = document.createElement('input');
  radio.type = 'radio';
  radio.name = 'style';
  radio.value = style.id;
  radio.className = 'unseen';
  radio.setAttribute('aria-description', styleDescription(style.id));

  const picture = thumbnail(style);
  picture.classList.add('thumbnail');

  const name = document.createElement('span');
  name.className = 'name';
  name.textContent = styleName(style.id);

  const label = document.createElement('label');
  label.className = 'style';
  label.title = styleDescription(style.id);
  label.append(radio, picture, name);
  return label;
}

/** Fills `group` with a card for each style. Calls `choose` with the id of a chosen style. */
export function showStyles(group: HTMLElement, styles: StyleEntry[], choose: (id: string) => void): void {
  group.append(...styles.map(card));
  group.addEventListener('change', (event) => {
    if (event.target instanceof HTMLInputElement) choose(event.target.value);
  });
}

/** Checks the card of style `id`. */
export function checkStyle(group: HTMLElement, id: string): void {
  for (const radio of group.querySelectorAll('input')) radio.checked = radio.value === id;
}
