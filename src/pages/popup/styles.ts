import type { StyleEntry } from '../../settings/styles';

/** A style's picture; where there is none, the name's first letter stands in. */
function thumbnail({ name, thumbnail }: StyleEntry): HTMLElement {
  if (thumbnail) {
    const picture = new Image();
    picture.src = thumbnail;
    picture.alt = '';
    return picture;
  }
  const letter = document.createElement('span');
  letter.setAttribute('aria-hidden', 'true');
  letter.textContent = name.charAt(0);
  return letter;
}

/** A radio button that looks like a card: picture above, name below. */
function card(style: StyleEntry): HTMLElement {
  const radio = document.createElement('input');
  radio.type = 'radio';
  radio.name = 'style';
  radio.value = style.id;
  radio.className = 'unseen';
  radio.setAttribute('aria-description', style.description);

  const picture = thumbnail(style);
  picture.classList.add('thumbnail');

  const name = document.createElement('span');
  name.className = 'name';
  name.textContent = style.name;

  const label = document.createElement('label');
  label.className = 'style';
  label.title = style.description;
  label.append(radio, picture, name);
  return label;
}

/** Fills `group` with the styles to choose from. `choose` is told the id of each one picked. */
export function showStyles(group: HTMLElement, styles: StyleEntry[], choose: (id: string) => void): void {
  group.append(...styles.map(card));
  group.addEventListener('change', (event) => {
    if (event.target instanceof HTMLInputElement) choose(event.target.value);
  });
}

/** Marks style `id` as the one in use. */
export function checkStyle(group: HTMLElement, id: string): void {
  for (const radio of group.querySelectorAll('input')) radio.checked = radio.value === id;
}
