/** Offers the actions on one styled video and shows the controls for them. */
import { canMakeTracks } from '../../platform/features';
import type { Look } from '../../protocol/page-host';
import type { LookSetting, TellOnVideo, VideoAction } from '../../protocol/runtime';
import { message } from '../../words/message';
import { styleName } from '../../words/style-names';
import { needsBridge } from '../page/overlay-reach';
import { Quad } from '../page/quad';
import type { VideoSession } from '../session/video-session';
import { Bar, type BarAction } from './bar/bar';
import { isCornerFree } from './bar/corner';
import { StatsPanel } from './bar/stats-panel';
import type { StyleChoice } from './bar/style-menu';
import { ControlsLayer } from './controls-layer';
import { Copies } from './copies';
import { Divider } from './divider';
import { inWords, Notice, toldInWords } from './notice';
import { hasPictureWindows } from './picture-window';
import { WindowSwitch } from './window-switch';

/** The button hides when the pointer has rested for this long. */
const IDLE_MS = 2500;

type Side = 'left' | 'right';

export interface PlayerEvents {
  /** The user asks for another look of the whole site. Resolves once it is stored. */
  setLook(look: LookSetting): Promise<void>;
  /** Resolves to all styles, in order. */
  askStyles(): Promise<StyleChoice[]>;
  /** The user wants no buttons on this page, or wants them back. */
  hideButtons(areHidden: boolean): void;
  /** Whether another control lies at a point, which must not be covered. */
  isTaken(session: VideoSession, x: number, y: number): boolean;
}

export class Player {
  readonly session: VideoSession;
  readonly #events: PlayerEvents;
  #layer: ControlsLayer | null = null;
  #bar: Bar | null = null;
  #divider: Divider | null = null;
  readonly #window: WindowSwitch;
  #notice: Notice | null = null;
  #stats: StatsPanel | null = null;
  readonly #copies: Copies;
  #isHovered = false;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #look: Look | null = null;

  constructor(session: VideoSession, events: PlayerEvents) {
    this.session = session;
    this.#events = events;
    this.#window = new WindowSwitch(session, (isOpen) => this.#bar?.setPressed('picture-in-picture', isOpen));
    this.#copies = new Copies(session, {
      say: (text) => this.#say(text),
      showProgress: (progress) => {
        this.#bar?.recording.show(progress);
        this.update();
      },
    });
  }

  act(action: VideoAction): void {
    if (action === 'save-picture') this.#copies.savePicture();
    else if (action !== 'picture-in-picture') this.#compare();
    else if (canMakeTracks()) this.#window.toggle();
    else this.#say(message('restyle_camera_missing'));
  }

  setLook(look: Look): void {
    this.#look = look;
    this.#bar?.setLook(look);
  }

  /** Shows on the video for a moment what a shortcut or menu has changed. */
  tell(told: TellOnVideo): void {
    this.#say(toldInWords(told));
  }

  /** Answers a shortcut or menu that has started or ended a comparison. */
  tellComparison(): void {
    if (this.#divider) this.#say(message('compare'));
    else if (this.#look) this.#say(inWords(this.#look));
  }

  /** Sets whether the video has a button in its corner. */
  setButton(isWanted: boolean): void {
    if (isWanted === (this.#bar !== null)) return;
    if (isWanted) {
      const canSave = this.#copies.areAllowed;
      const events = {
        act: (action: BarAction) => this.#press(action),
        hasStatistics: () => this.#stats !== null,
        record: (seconds: number) => this.#copies.record(seconds),
        stopRecording: (isKept: boolean) => this.#copies.endRecording(isKept),
        takePicture: () => this.#copies.takePicture(),
        copied: (isDone: boolean) => this.#say(message(isDone ? 'picture_copied' : 'copy_refused')),
        setLook: (look: LookSetting) => this.#events.setLook(look),
        askStyles: () => this.#events.askStyles(),
        changed: () => this.update(),
      };
      this.#bar = new Bar(events, {
        canSave,
        canCopy: canSave && !needsBridge(),
        hasWindow: canSave && hasPictureWindows(),
      });
      this.#bar.setPressed('power', !this.session.isUnwanted);
      this.#bar.setPressed('compare', this.#divider !== null);
      this.#bar.setPressed('picture-in-picture', this.#window.isOpen);
      if (this.#look) this.#bar.setLook(this.#look);
      this.#raise().root.append(this.#bar.element);
    } else {
      this.#bar?.element.remove();
      this.#bar = null;
    }
    this.update();
  }

  /** Whether an element belongs to the bar over the video. */
  owns(element: Element): boolean {
    return this.#bar?.element.contains(element) ?? false;
  }

  /** Records that the pointer moved over the video or the bar, or left both (null). */
  hover(where: 'video' | 'layer' | null): void {
    clearTimeout(this.#idle);
    this.#isHovered = where !== null;
    if (where === 'video') this.#idle = setTimeout(() => this.hover(null), IDLE_MS);
    this.update();
  }

  /** Updates the controls; call it when pointer, focus, session or page have changed. */
  update(): void {
    const layer = this.#layer;
    if (!layer) return;
    layer.settle();
    const side = this.#side;
    this.#bar?.show(side, this.session.fault);
    // The divider stays while the overlay is hidden for a moment: the user may be dragging it.
    const holdsMore = this.#divider || this.#stats || this.#notice?.isShown;
    if (side || holdsMore) layer.reveal();
    else layer.conceal();
    if (!this.#bar && !holdsMore) this.#lower();
  }

  remove(): void {
    clearTimeout(this.#idle);
    this.session.controls.setWipe(null);
    this.#window.close();
    this.#copies.endRecording(true);
    this.#bar?.element.remove();
    this.#bar = null;
    this.#divider?.remove();
    this.#divider = null;
    this.#stats?.remove();
    this.#stats = null;
    // A line that tells why the overlay goes stays for its moment.
    this.update();
    if (!this.#notice?.isShown) this.#lower();
  }

  /** Whether the controls are inert, as everything is while the video itself is in fullscreen. */
  get #isInert(): boolean {
    return this.session.video.matches(':fullscreen');
  }

  /** Corner for the button; null where it must not be visible. */
  get #side(): Side | null {
    const bar = this.#bar;
    if (!bar) return null;
    if (this.#isInert || (!this.#isHovered && !bar.isInUse)) return null;
    if (bar.side) return bar.side;
    const free = (['right', 'left'] as const).find((side) =>
      isCornerFree(this.session.controls.pictureBox, side, (x, y) => !this.#events.isTaken(this.session, x, y)),
    );
    // A keyboard user has to see the focused button, even where no corner is free.
    return free ?? (bar.isInUse ? 'right' : null);
  }

  #press(action: BarAction): void {
    if (action === 'hide') this.#hideButtons();
    else if (action === 'power') this.#togglePower();
    else if (action === 'stats') this.#toggleStats();
    else this.act(action);
  }

  #hideButtons(): void {
    this.#say(message('buttons_hidden'), () => this.#events.hideButtons(false));
    this.#events.hideButtons(true);
    this.#notice?.focus();
  }

  #togglePower(): void {
    const isUnwanted = !this.session.isUnwanted;
    if (isUnwanted && this.#divider) this.#compare();
    this.session.setUnwanted(isUnwanted);
    this.#bar?.setPressed('power', !isUnwanted);
    if (isUnwanted) this.#say(message('plays_unchanged'));
    else if (this.#look) this.#say(inWords(this.#look));
  }

  #toggleStats(): void {
    this.#stats?.remove();
    this.#stats = this.#stats ? null : new StatsPanel(this.session.video, () => this.session.stats);
    if (this.#stats) this.#raise().root.prepend(this.#stats.element);
    this.update();
  }

  #say(text: string, undo?: () => void): void {
    const { root } = this.#raise();
    this.#notice ??= new Notice(() => this.update());
    if (this.#notice.element.parentNode !== root) root.append(this.#notice.element);
    this.#notice.say(text, undo);
  }

  #compare(): void {
    if (this.#divider) {
      this.#divider.remove();
      this.#divider = null;
      this.session.controls.setWipe(null);
    } else if (this.session.overlay === 'shown') {
      const divider = new Divider(this.session.video, {
        moved: (position) => this.session.controls.setWipe(position),
        ended: () => this.#compare(),
        // The picture keeps its style until the new one is loaded.
        styleName: () => styleName(this.session.stats?.style ?? this.#look?.style ?? ''),
      });
      this.#divider = divider;
      const layer = this.#raise();
      layer.root.prepend(divider.element);
      // In fullscreen of the video itself the comparison moves the overlay above all else; the layer follows.
      if (this.#isInert) layer.rise();
    }
    this.#bar?.setPressed('compare', this.#divider !== null);
    this.update();
  }

  #raise(): ControlsLayer {
    this.#layer ??= new ControlsLayer(this.session, ({ x, y }) =>
      this.#divider?.lieOver(new Quad(this.session.controls.corners), { x, y }),
    );
    return this.#layer;
  }

  #lower(): void {
    this.#layer?.remove();
    this.#layer = null;
  }
}
