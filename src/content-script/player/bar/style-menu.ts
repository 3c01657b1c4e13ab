/** Chooses the style: a button with the style's picture and name, and a menu of all styles. */
import { message } from '../../../words/message';
import { styleName } from '../../../words/style-names';
import { onUserClick, part } from './button';
import { icon } from './icons';
import { Menu } from './menu';

/** A style that can be chosen, with its picture where there is one. */
export interface StyleChoice {
  id: string;
  picture?: ImageBitmap;
}

/** Side of a picture in CSS px. It is drawn for screens of up to twice the density. */
const SIDE = 40;

/** Draws a picture on a canvas: a page's policy may forbid images, never those. */
function picture(of: ImageBitmap | undefined): HTMLCanvasElement {
  const canvas = part('canvas', 'picture');
  canvas.width = 2 * SIDE;
  canvas.height = 2 * SIDE;
  if (!of) return canvas;
  const shorter = Math.min(of.width, of.height);
  const [left, top] = [(of.width - shorter) / 2, (of.height - shorter) / 2];
  canvas.getContext('2d')?.drawImage(of, left, top, shorter, shorter, 0, 0, canvas.width, canvas.height);
  return canvas;
}

export class StyleMenu {
  readonly button = part('button', 'button choice');
  readonly menu: Menu;
  readonly #load: () => Promise<StyleChoice[]>;
  readonly #choose: (style: string) => void;
  readonly #name = part('span', 'name');
  readonly #items = new Map<string, HTMLElement>();
  #picture = picture(undefined);
  #choices: StyleChoice[] = [];
  #prepared: Promise<void> | null = null;
  #style = '';

  /**
   * @param load resolves to the styles, in order; called when the user first opens the bar
   * @param toggled called after the menu was opened or closed
   */
  constructor(load: () => Promise<StyleChoice[]>, choose: (style: string) => void, toggled: (isOpen: boolean) => void) {
    this.#load = load;
    this.#choose = choose;
    this.button.type = 'button';
    this.button.append(this.#picture, this.#name, icon('expand'));
    this.menu = new Menu(this.button, message('style'), toggled);
    this.menu.element.classList.add('styles');
    onUserClick(this.button, () => void this.#toggle());
  }

  show(style: string): void {
    this.#style = style;
    this.#name.textContent = styleName(style);
    this.button.ariaLabel = message('style_named', styleName(style));
    for (const [id, item] of this.#items) item.ariaChecked = String(id === style);
    const shown = picture(this.#choices.find(({ id }) => id === style)?.picture);
    this.#picture.replaceWith(shown);
    this.#picture = shown;
  }

  /** Loads the styles and their pictures, once. */
  prepare(): Promise<void> {
    this.#prepared ??= this.#fill();
    return this.#prepared;
  }

  async #toggle(): Promise<void> {
    await this.prepare();
    this.menu.toggle();
  }

  async #fill(): Promise<void> {
    this.#choices = await this.#load();
    for (const choice of this.#choices) {
      const item = this.#item(choice);
      this.#items.set(choice.id, item);
      this.menu.element.append(item);
    }
    this.show(this.#style);
  }

  #item({ id, picture: image }: StyleChoice): HTMLElement {
    const item = part('button', 'item');
    item.type = 'button';
    item.role = 'menuitemradio';
    item.tabIndex = -1;
    const name = part('span', 'name');
    name.textContent = styleName(id);
    item.append(picture(image), name, icon('check'));
    // The menu stays open, so that styles can be compared one after another.
    onUserClick(item, () => this.#choose(id));
    return item;
  }
}
