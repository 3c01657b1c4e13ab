/** The list of all styles, in the order of the popup. */
import { deleteStyle, readFile, readPicture, type StoredStyle, storeStyle } from '../../../own-styles/store';
import { type Settings, updateSettings } from '../../../settings';
import type { OwnStyle } from '../../../settings/schema';
import { addOwnStyle, removeOwnStyle } from '../../../settings/shelf';
import { listStyles, type StyleEntry } from '../../../settings/styles';
import { logged } from '../../../util/log';
import { message } from '../../../words/message';
import { element } from '../../shared/element';
import { StyleRow } from './style-row';

export class ShelfList {
  readonly #list = element('shelf');
  readonly #rows = new Map<string, StyleRow>();
  readonly #announce: (text: string) => void;
  #settings: Settings | undefined;
  /** Added styles whose files are not on this computer. */
  #missing = new Set<string>();
  #undo: (() => Promise<void>) | undefined;

  constructor(announce: (text: string) => void) {
    this.#announce = announce;
    element('shelf-undo').addEventListener('click', async () => {
      const undo = this.#undo;
      this.#undo = undefined;
      element('shelf-done').hidden = true;
      await undo?.();
    });
  }

  show(settings: Settings): void {
    this.#settings = settings;
    const styles = listStyles(settings);
    for (const [id, row] of this.#rows) {
      if (styles.some((style) => style.id === id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    styles.forEach((style, i) => {
      const row = this.#rowOf(style);
      row.show(settings, this.#missing.has(style.id));
      // Move no row that is in place: moving drops the focus.
      if (this.#list.children[i] !== row.element) this.#list.insertBefore(row.element, this.#list.children[i] ?? null);
    });
    void this.#findMissing(settings.ownStyles);
  }

  /**
   * Stores a style and puts it on the shelf: both, or neither.
   * @throws NoRoomError, NotStoredError
   */
  async add(style: OwnStyle, stored: StoredStyle): Promise<void> {
    await storeStyle(style.id, stored);
    try {
      await updateSettings((now) => addOwnStyle(now, style));
    } catch (error) {
      await deleteStyle(style.id);
      throw error;
    }
  }

  /** Says what was done, with a button that undoes it where it can be. */
  say(text: string, undo?: () => Promise<void>): void {
    this.#undo = undo;
    element('shelf-done').hidden = false;
    element('shelf-text').textContent = text;
    element('shelf-undo').hidden = undo === undefined;
  }

  #rowOf(style: StyleEntry): StyleRow {
    const known = this.#rows.get(style.id);
    if (known) return known;
    const moved = (name: string, place: number) => this.#announce(message('style_moved', name, String(place)));
    const row = new StyleRow(style, moved, () => void this.#remove(style.id));
    this.#rows.set(style.id, row);
    return row;
  }

  async #remove(id: string): Promise<void> {
    const style = this.#settings?.ownStyles.find((each) => each.id === id);
    if (!style) return;
    const [file, picture] = await Promise.all([readFile(id), readPicture(id)]);
    const { styleOrder, favourites } = this.#settings ?? { styleOrder: [], favourites: [] };
    await updateSettings((now) => removeOwnStyle(now, id));
    await deleteStyle(id);
    const undo = async () => {
      if (!file || !picture) return;
      await this.add(style, { file, picture });
      await updateSettings((now) => ({ ...now, styleOrder, favourites }));
    };
    this.say(message('own_removed', style.name), undo);
    element('shelf-undo').focus();
  }

  /** Marks the styles whose files are not here: the settings may come from another computer. */
  async #findMissing(styles: readonly OwnStyle[]): Promise<void> {
    const found = await Promise.all(
      styles.map(async ({ id }) => {
        const picture = await readPicture(id).catch(logged('styles', 'The database cannot be read', undefined));
        return picture ? [] : [id];
      }),
    );
    const missing = new Set(found.flat());
    if ([...missing].join() === [...this.#missing].join()) return;
    this.#missing = missing;
    if (this.#settings) this.show(this.#settings);
  }
}
