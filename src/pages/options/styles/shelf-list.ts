/** The list of all styles, in the order of the popup. */
import type { LearningSource } from '../../../own-styles/learning/task-store';
import {
  deleteStyle,
  NoRoomError,
  readFile,
  readPicture,
  readSource,
  type StoredStyle,
  storeStyle,
} from '../../../own-styles/store';
import { readSettings, type Settings, updateSettings } from '../../../settings';
import { MOST_OWN_STYLES, type OwnStyle } from '../../../settings/schema';
import { addOwnStyle, removeOwnStyle } from '../../../settings/shelf';
import { listStyles, type StyleEntry } from '../../../settings/styles';
import { logged } from '../../../util/log';
import { message } from '../../../words/message';
import { styleName } from '../../../words/style-names';
import { element } from '../../shared/element';
import { StyleRow } from './style-row';

/** A style that the user has removed. */
interface Removal {
  readonly style: OwnStyle;
  readonly place: number | undefined;
  /** Undefined where its file was not on this computer. */
  readonly stored: StoredStyle | undefined;
}

export class ShelfList {
  readonly #list = element('shelf');
  readonly #rows = new Map<string, StyleRow>();
  readonly #announce: (text: string) => void;
  readonly #learnAgain: (source: LearningSource) => void;
  #settings: Settings | undefined;
  /** Added styles whose files are not on this computer. */
  #missing: ReadonlySet<string> = new Set();
  /** Styles that were learned on this computer. */
  #learned: ReadonlySet<string> = new Set();
  /** What the user has removed while the page is open, the last first. */
  #removed: Removal[] = [];
  /** The style to reveal as soon as it has a row. */
  #awaited = '';

  /** @param learnAgain asks how a style is to be learned again */
  constructor(announce: (text: string) => void, learnAgain: (source: LearningSource) => void) {
    this.#announce = announce;
    this.#learnAgain = learnAgain;
    element('shelf-undo').addEventListener('click', () => void this.#putBack());
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
      row.show(settings, { isMissing: this.#missing.has(style.id), isLearned: this.#learned.has(style.id) });
      // Move no row that is in place: moving drops the focus.
      if (this.#list.children[i] !== row.element) this.#list.insertBefore(row.element, this.#list.children[i] ?? null);
    });
    this.#reveal();
    void this.#readRecords(settings.ownStyles);
  }

  /** Brings the row of a new style into sight, with the focus in its name. */
  reveal(id: string): void {
    this.#awaited = id;
    this.#reveal();
  }

  #reveal(): void {
    const row = this.#rows.get(this.#awaited);
    if (!row) return;
    this.#awaited = '';
    row.reveal();
  }

  /**
   * Stores a style and puts it on the shelf: both, or neither.
   * @param place among the added ones; the last unless it is named
   * @throws NoRoomError, NotStoredError
   */
  async add(style: OwnStyle, stored: StoredStyle, place?: number): Promise<void> {
    await storeStyle(style.id, stored);
    try {
      await updateSettings((now) => addOwnStyle(now, style, place));
    } catch (error) {
      await deleteStyle(style.id);
      throw error;
    }
  }

  /** Says what was done. */
  say(text: string): void {
    this.#tell(text);
    element('shelf-undo').hidden = true;
  }

  #tell(text: string): void {
    element('shelf-done').hidden = false;
    element('shelf-text').textContent = text;
  }

  /** Says which style was removed last, with a button that puts it back. */
  #sayRemoved(): void {
    const [last] = this.#removed;
    if (!last) {
      element('shelf-done').hidden = true;
      return;
    }
    this.say(message('own_removed', last.style.name));
    element('shelf-undo').hidden = last.stored === undefined;
  }

  /** Puts the style back that was removed last, in its place. */
  async #putBack(): Promise<void> {
    const [last, ...others] = this.#removed;
    if (!last?.stored) return;
    const { style, stored, place } = last;
    const { ownStyles } = await readSettings();
    if (ownStyles.length >= MOST_OWN_STYLES) return this.#tell(message('own_many', String(MOST_OWN_STYLES)));
    this.#removed = others;
    try {
      await this.add(style, stored, place);
    } catch (error) {
      this.#removed = [last, ...this.#removed];
      if (!(error instanceof NoRoomError)) throw error;
      return this.#tell(message('own_full', style.name));
    }
    this.#sayRemoved();
    this.reveal(style.id);
  }

  #rowOf(style: StyleEntry): StyleRow {
    const known = this.#rows.get(style.id);
    if (known) return known;
    const moved = (name: string, place: number) => this.#announce(message('style_moved', name, String(place)));
    const row = new StyleRow(
      style,
      moved,
      () => void this.#remove(style.id),
      () => void this.#again(style.id),
    );
    this.#rows.set(style.id, row);
    return row;
  }

  async #again(id: string): Promise<void> {
    const source = await readSource(id);
    if (source) this.#learnAgain({ ...source, name: styleName(id) });
  }

  async #remove(id: string): Promise<void> {
    const style = this.#settings?.ownStyles.find((each) => each.id === id);
    if (!style) return;
    const [file, picture, source] = await Promise.all([readFile(id), readPicture(id), readSource(id)]);
    const place = this.#settings?.ownStyles.indexOf(style);
    await updateSettings((now) => removeOwnStyle(now, id));
    await deleteStyle(id);
    this.#removed.unshift({ style, place, stored: file && picture && { file, picture, source } });
    this.#sayRemoved();
    element('shelf-undo').focus();
  }

  /** Finds the styles whose files are not here, since the settings may come from another computer, and those learned here. */
  async #readRecords(styles: readonly OwnStyle[]): Promise<void> {
    const withRecord = async (read: (id: string) => Promise<unknown>): Promise<ReadonlySet<string>> => {
      const found = await Promise.all(
        styles.map(async ({ id }) => {
          const record = await read(id).catch(logged('styles', 'The database cannot be read', undefined));
          return record ? [id] : [];
        }),
      );
      return new Set(found.flat());
    };
    const [present, learned] = await Promise.all([withRecord(readPicture), withRecord(readSource)]);
    const missing = new Set(styles.flatMap(({ id }) => (present.has(id) ? [] : [id])));
    const isSame =
      [...missing].join() === [...this.#missing].join() && [...learned].join() === [...this.#learned].join();
    if (isSame) return;
    this.#missing = missing;
    this.#learned = learned;
    if (this.#settings) this.show(this.#settings);
  }
}
