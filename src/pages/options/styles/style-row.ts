/** One style on the shelf: its place, whether it is a favourite, and the name and licence of an added one. */
import { readFile } from '../../../own-styles/store';
import { type Settings, updateSettings } from '../../../settings';
import { LICENCE_LENGTH, OWN_NAME_LENGTH, type OwnStyle } from '../../../settings/schema';
import { changeOwnStyle, moveStyle, styleIds, toggleFavourite } from '../../../settings/shelf';
import type { StyleEntry } from '../../../settings/styles';
import { type MessageKey, message } from '../../../words/message';
import { styleName } from '../../../words/style-names';
import { element } from '../../shared/element';
import { stylePicture } from '../../shared/style-picture';

const paceWords = ({ pace }: OwnStyle): string => message(`pace_${pace}`);

/** Names and titles a button after the style. */
function label(button: HTMLElement, key: MessageKey, name: string): void {
  button.ariaLabel = message(key, name);
  button.title = message(key, name);
}

export class StyleRow {
  readonly element: HTMLElement;
  readonly #id: string;
  readonly #part: <T extends HTMLElement>(selector: string) => T;

  /**
   * @param moved called with the style's place, from 1, after the user moved it
   * @param remove called when the user presses the remove button of an added style
   * @param again called when the user wants to learn the style again
   */
  constructor(style: StyleEntry, moved: (name: string, place: number) => void, remove: () => void, again: () => void) {
    const copy = element<HTMLTemplateElement>('style-row').content.cloneNode(true) as DocumentFragment;
    const row = copy.querySelector('li') as HTMLElement;
    this.element = row;
    this.#id = style.id;
    this.#part = <T extends HTMLElement>(selector: string) => row.querySelector(selector) as T;
    row.dataset.style = style.id;
    const picture = stylePicture(style);
    picture.classList.add('thumbnail');
    row.prepend(picture);
    this.#part('.favourite').addEventListener(
      'click',
      () => void updateSettings((now) => toggleFavourite(now, style.id)),
    );
    for (const [selector, direction] of [['.up', -1] as const, ['.down', 1] as const])
      this.#part(selector).addEventListener('click', () => void this.#move(direction, moved));
    this.#part('.remove').addEventListener('click', remove);
    this.#part('.again').addEventListener('click', again);
    this.#part('.save').addEventListener('click', () => void this.#save());
    this.#take('.rename', OWN_NAME_LENGTH, (name) => (name === '' ? {} : { name }));
    this.#take('.licence', LICENCE_LENGTH, (licence) => ({ licence }));
    const name = this.#part<HTMLInputElement>('.rename');
    name.addEventListener('blur', () => {
      // Shows the stored name in an emptied field, because a style keeps its name.
      if (name.value.trim() === '') name.value = styleName(this.#id);
    });
  }

  /**
   * @param isMissing whether the file of an added style is not on this computer
   * @param isLearned whether it was learned on this computer, and its picture is kept
   */
  show(settings: Settings, { isMissing, isLearned }: { isMissing: boolean; isLearned: boolean }): void {
    const name = styleName(this.#id);
    const own = settings.ownStyles.find(({ id }) => id === this.#id);
    this.#part('.name').textContent = name;
    label(this.#part('.favourite'), 'favourite', name);
    label(this.#part('.up'), 'move_up', name);
    label(this.#part('.down'), 'move_down', name);
    label(this.#part('.remove'), 'remove', name);
    label(this.#part('.save'), 'save_style', name);
    label(this.#part('.again'), 'learn_again', name);
    this.#part('.favourite').ariaPressed = String(settings.favourites.includes(this.#id));
    for (const [selector, direction] of [['.up', -1] as const, ['.down', 1] as const])
      this.#part<HTMLButtonElement>(selector).disabled = moveStyle(settings, this.#id, direction) === settings;
    this.#part('.remove').hidden = !own;
    this.#part('.save').hidden = !own || isMissing;
    this.#part('.again').hidden = !own || !isLearned;
    this.#part('.own').hidden = !own;
    this.#part('.pace').hidden = !own;
    this.#part('.missing').hidden = !own || !isMissing;
    if (!own) return;
    this.#part('.pace').textContent = paceWords(own);
    this.#fill('.rename', own.name);
    this.#fill('.licence', own.licence);
  }

  /** Brings the row of an added style into sight, with the focus in its name. */
  reveal(): void {
    this.element.scrollIntoView({ block: 'center' });
    this.#part('.rename').focus({ preventScroll: true });
  }

  /** Saves the file of an added style. */
  async #save(): Promise<void> {
    const file = await readFile(this.#id);
    if (!file) return;
    // A zip is a PyTorch file; anything else that was kept is safetensors.
    const isZip = new Uint8Array(file, 0, 1)[0] === 0x50;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' }));
    link.download = `${styleName(this.#id)}.${isZip ? 'pth' : 'safetensors'}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  async #move(direction: 1 | -1, moved: (name: string, place: number) => void): Promise<void> {
    const button = this.#part<HTMLButtonElement>(direction < 0 ? '.up' : '.down');
    let place = 0;
    await updateSettings((now) => {
      const next = moveStyle(now, this.#id, direction);
      place = styleIds(next).indexOf(this.#id) + 1;
      return next;
    });
    moved(styleName(this.#id), place);
    // At the end of its group the button is disabled, and loses the focus.
    if (button.disabled) this.#part<HTMLButtonElement>(direction < 0 ? '.down' : '.up').focus();
    else button.focus();
  }

  /** Stores what the user typed in a field. */
  #take(selector: string, length: number, changeOf: (text: string) => Partial<OwnStyle>): void {
    const field = this.#part<HTMLInputElement>(selector);
    field.maxLength = length;
    field.addEventListener('change', async () => {
      await updateSettings((now) => changeOwnStyle(now, this.#id, changeOf(field.value.trim())));
    });
  }

  #fill(selector: string, text: string): void {
    const field = this.#part<HTMLInputElement>(selector);
    // Leave what the user is typing.
    if (document.activeElement !== field) field.value = text;
  }
}
