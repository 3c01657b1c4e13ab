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

/** Draws the first letter of a style's name, as the popup does for styles without a picture. */
function drawLetter(context: CanvasRenderingContext2D, name: string): void {
  const { width, height } = context.canvas;
  context.fillStyle = '#4a51d8';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#fff';
  context.font = `600 ${height / 2}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(Array.from(name)[0] ?? '', width / 2, height / 2);
}

/** Draws a picture on a canvas, or a letter where there is none: a page's policy may forbid images, never those. */
function picture(of: ImageBitmap | undefined, name: string): HTMLCanvasElement {
  const canvas = part('canvas', 'picture');
  canvas.width = 2 * SIDE;
  canvas.height = 2 * SIDE;
  const context = canvas.getContext('2d');
  if (!of) {
    if (context) drawLetter(context, name);
    return canvas;
  }
  const shorter = Math.min(of.width, of.height);
  const [left, top] = [(of.width - shorter) / 2, (of.height - shorter) / 2];
  context?.drawImage(of, left, top, shorter, shorter, 0, 0, canvas.width, canvas.height);
  return canvas;
}

export class StyleMenu {
  readonly button = part('button', 'button choice');
  readonly menu: Menu;
  readonly #load: () => Promise<StyleChoice[]>;
  readonly #choose: (style: string) => void;
  readonly #name = part('span', 'name');
  readonly #items = new Map<string, HTMLElement>();
  #picture = picture(undefined, '');
  #choices: StyleChoice[] = [];
  #style = '';

  /**
   * @param load resolves to the styles, in order, and to the same list as long as they are the same; called when the user opens
   * the bar or the menu
   * @param toggled called after the menu was opened or closed
   */
  constructor(load: () => Promise<StyleChoice[]>, choose: (style: string) => void, toggled: (isOpen: boolean) => void) {
    this.#load = load;
    this.#choose = choose;
    this.button.type = 'button';
    this.button.append(this.#picture, this.#name, icon('expand'));
    this.menu = new Menu(this.button, message('style'), 'menu', toggled);
    this.menu.element.classList.add('styles');
    onUserClick(this.button, () => void this.#toggle());
  }

  show(style: string): void {
    this.#style = style;
    this.#name.textContent = styleName(style);
    this.button.ariaLabel = message('style_named', styleName(style));
    for (const [id, item] of this.#items) item.ariaChecked = String(id === style);
    const shown = picture(this.#choices.find(({ id }) => id === style)?.picture, styleName(style));
    this.#picture.replaceWith(shown);
    this.#picture = shown;
  }

  async #toggle(): Promise<void> {
    await this.prepare();
    this.menu.toggle();
  }

  /** Shows the styles and their pictures as they are now. */
  async prepare(): Promise<void> {
    const choices = await this.#load();
    if (choices === this.#choices) return;
    this.#choices = choices;
    for (const item of this.#items.values()) item.remove();
    this.#items.clear();
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
    item.append(picture(image, styleName(id)), name, icon('check'));
    // The menu stays open, so that styles can be compared one after another.
    onUserClick(item, () => this.#choose(id));
    return item;
  }
}
