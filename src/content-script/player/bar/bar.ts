/** Shows the button in the corner of a video and the row of controls that it opens. */
import type { Fault } from '../../../protocol/faults';
import type { Look } from '../../../protocol/page-host';
import type { LookSetting } from '../../../protocol/runtime';
import { hasColours, hasLines } from '../../../settings/look';
import { faultWords } from '../../../words/fault-words';
import { type MessageKey, message } from '../../../words/message';
import { inSeconds } from '../../../words/numbers';
import { rectOf } from '../../page/dom';
import { iconButton, part } from './button';
import { CopyItem } from './copy-item';
import { icon } from './icons';
import { LookSlider } from './look-slider';
import { type BarMenuEntry, MoreMenu } from './more-menu';
import { Recording } from './recording';
import { type StyleChoice, StyleMenu } from './style-menu';

/** Actions with a button of their own. */
const LABELS = {
  power: 'restyle_this_video',
  compare: 'compare',
  'save-picture': 'save_picture',
  'picture-in-picture': 'picture_in_picture',
} as const satisfies Record<string, MessageKey>;

type ButtonAction = keyof typeof LABELS;
export type BarAction = ButtonAction | 'stats' | 'hide';

/** Lengths of a clip, in seconds. */
const CLIPS = [5, 10, 30] as const;

export interface BarEvents {
  act(action: BarAction): void;
  hasStatistics(): boolean;
  /** The user wants a clip of this length. */
  record(seconds: number): void;
  /** The user ends the recording, to keep it or to drop it. */
  stopRecording(isKept: boolean): void;
  /** Resolves to the styled picture as a PNG; to null where there is none. */
  takePicture(): Promise<ArrayBuffer | null>;
  /** The picture is in the clipboard, or the browser refused it. */
  copied(isDone: boolean): void;
  /** The user asks for another look. */
  setLook(look: LookSetting): Promise<void>;
  /** Resolves to all styles, in order. */
  askStyles(): Promise<StyleChoice[]>;
  /** The focus or a menu asks for the bar to be seen, or no longer does. */
  changed(): void;
}

export class Bar {
  readonly element = part('div', 'bar');
  readonly #main: HTMLButtonElement;
  readonly #row = part('div', 'row');
  readonly #hint = part('div', 'hint');
  readonly #buttons = new Map<ButtonAction, HTMLButtonElement>();
  readonly #styles: StyleMenu;
  readonly #more: MoreMenu;
  /** Progress of a recording. */
  readonly recording: Recording;
  #isPressed = false;
  /** The one in the row, and the one in the menu of a small video. */
  readonly #strengths: readonly LookSlider[];
  readonly #lines: LookSlider;
  #look: Look | null = null;

  /** @param copies whether the user may have the picture as a file, in the clipboard, and in a window */
  constructor(events: BarEvents, copies: { canSave: boolean; canCopy: boolean; hasWindow: boolean }) {
    this.element.role = 'group';
    this.element.ariaLabel = 'Inkreel';
    this.#main = iconButton('inkreel', message('restyled_video'), () => this.#open(!this.isOpen));
    this.#main.classList.add('main');
    this.#main.append(icon('close'));
    const strength = (isNamed: boolean) =>
      new LookSlider('strength', isNamed, (strength) => events.setLook({ strength }));
    const [inRow, inMenu] = [strength(false), strength(true)];
    this.#strengths = [inRow, inMenu];
    inMenu.element.classList.add('small');
    this.#lines = new LookSlider('lineWeight', true, (lineWeight) => events.setLook({ lineWeight }));
    const colours: BarMenuEntry = {
      icon: 'colours',
      label: message('keep_colours'),
      act: () => void events.setLook({ keepColours: !this.#look?.keepColours }),
      isChecked: () => this.#look?.keepColours === true,
      isOffered: () => this.#look !== null && hasColours(this.#look.style),
      staysOpen: true,
    };
    const changed = () => events.changed();
    this.#styles = new StyleMenu(events.askStyles, (style) => void events.setLook({ style }), changed);
    const shown: ButtonAction[] = ['compare'];
    if (copies.canSave) shown.push('save-picture');
    if (copies.hasWindow) shown.push('picture-in-picture');
    const small = shown.map((name): BarMenuEntry => {
      return { icon: name, label: message(LABELS[name]), act: () => events.act(name), isForSmall: true };
    });
    const clips = CLIPS.map((seconds): BarMenuEntry => {
      return { icon: 'record', label: message('record', inSeconds(seconds)), act: () => events.record(seconds) };
    });
    const barred: BarMenuEntry = { icon: 'barred', label: message('no_copies') };
    const hide: BarMenuEntry = { icon: 'hide', label: message('hide_buttons'), act: () => events.act('hide') };
    const stats: BarMenuEntry = {
      icon: 'stats',
      label: message('statistics'),
      act: () => events.act('stats'),
      isChecked: () => events.hasStatistics(),
    };
    const entries = [colours, ...small, ...(copies.canSave ? clips : [barred]), stats, hide];
    const copy = new CopyItem({
      takePicture: () => events.takePicture(),
      copied: (isDone) => {
        this.#more.menu.close();
        events.copied(isDone);
      },
      pressed: (key) => this.#more.menu.press(key),
    });
    const sliders = [inMenu.element, this.#lines.element];
    const first = copies.canCopy ? [...sliders, copy.element] : sliders;
    this.#more = new MoreMenu(first, entries, (isOpen) => {
      if (isOpen) copy.load();
      changed();
    });
    this.recording = new Recording({ ended: (isKept) => events.stopRecording(isKept) });
    const make = (name: ButtonAction) => {
      const element = iconButton(name, message(LABELS[name]), () => events.act(name));
      element.classList.add(name);
      this.#buttons.set(name, element);
      return element;
    };
    this.#row.append(make('power'), this.#styles.button, inRow.element, ...shown.map(make), this.#more.button);
    this.#hint.ariaHidden = 'true';
    this.element.append(
      this.#main,
      this.#row,
      this.recording.element,
      this.#hint,
      this.#styles.menu.element,
      this.#more.menu.element,
    );
    this.#listen(changed);
    this.#open(false);
  }

  get isOpen(): boolean {
    return !this.#row.hidden;
  }

  /** Whether the bar must be seen: it has the keyboard focus, is being pressed, or has a menu open. */
  get isInUse(): boolean {
    const hasFocus = this.element.querySelector(':focus-visible') !== null;
    return hasFocus || this.recording.isShown || this.#isPressed || this.#styles.menu.isOpen || this.#more.menu.isOpen;
  }

  /** Corner in which the bar is visible; null while it is hidden. */
  get side(): 'left' | 'right' | null {
    const { shown, side } = this.element.dataset;
    return shown === undefined ? null : side === 'left' ? 'left' : 'right';
  }

  /**
   * @param side corner in which to show the bar; null hides it. Its row stays as it is
   * @param fault why the video is not restyled, which the button then says
   */
  show(side: 'left' | 'right' | null, fault: Fault | null): void {
    this.#main.ariaLabel = fault ? faultWords(fault).title : message('restyled_video');
    this.element.toggleAttribute('data-unstyled', fault !== null);
    if (side) this.element.dataset.side = side;
    this.element.toggleAttribute('data-shown', side !== null);
    if (!side) this.closeMenus();
  }

  closeMenus(): void {
    this.#styles.menu.close(false);
    this.#more.menu.close(false);
  }

  setLook(look: Look): void {
    const { style, strength, lineWeight = 0 } = look;
    this.#look = look;
    this.#styles.show(style);
    for (const each of this.#strengths) each.show(strength);
    this.#lines.show(lineWeight);
    this.#lines.element.hidden = !hasLines(style);
    this.#more.refresh();
  }

  /** Marks a toggle button as on or off. */
  setPressed(action: ButtonAction, isPressed: boolean): void {
    const element = this.#buttons.get(action);
    if (element) element.ariaPressed = String(isPressed);
  }

  #listen(changed: () => void): void {
    this.element.addEventListener('focusin', changed);
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (!this.element.contains(relatedTarget as Node | null)) changed();
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !this.isOpen) return;
      this.#open(false);
      this.#main.focus();
    });
    this.element.addEventListener('pointerdown', () => {
      this.#isPressed = true;
      const release = () => {
        this.#isPressed = false;
        changed();
      };
      for (const type of ['pointerup', 'pointercancel']) addEventListener(type, release, { once: true, capture: true });
    });
    for (const type of ['pointerover', 'focusin'] as const)
      this.element.addEventListener(type, ({ target }) => this.#showHint(target as Element));
    for (const type of ['pointerleave', 'pointerdown', 'focusout'] as const)
      this.element.addEventListener(type, () => this.#showHint(null));
  }

  /** Shows the name of the button that is pointed at or focused. */
  #showHint(at: Element | null): void {
    const named = at?.closest('.row button, .row input, .recording button, .main');
    const hasMenuOpen = named?.ariaExpanded === 'true' && named !== this.#main;
    const name = named === this.#main && this.isOpen ? message('close') : named?.ariaLabel;
    this.#hint.textContent = hasMenuOpen ? '' : (name ?? '');
    if (named) this.#placeHint(named);
  }

  /** Puts the hint below its button, within the bar's edges. */
  #placeHint(below: Element): void {
    const [bar, at] = [rectOf(this.element), rectOf(below)];
    const width = this.#hint.offsetWidth;
    const left = (at.left + at.right - width) / 2 - bar.left;
    // A hint wider than the bar reaches over its inner end, never over the video's edge.
    const spare = bar.width - width;
    const [low, high] = this.side === 'left' ? [0, Math.max(0, spare)] : [Math.min(0, spare), spare];
    this.#hint.style.left = `${Math.min(high, Math.max(low, left))}px`;
  }

  #open(isOpen: boolean): void {
    this.#row.hidden = !isOpen;
    this.#main.ariaExpanded = String(isOpen);
    if (isOpen) void this.#styles.prepare();
    else this.closeMenus();
    // The row has moved the button and changed what it does.
    if (this.#main.matches(':focus-visible')) this.#showHint(this.#main);
  }
}
