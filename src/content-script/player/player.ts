/** Offers the actions on one styled video and shows the controls for them. */
import type { Look } from '../../protocol/page-host';
import { LOOK_CHANGES, type LookChange, type VideoAction } from '../../protocol/runtime';
import { titleOf } from '../page/dom';
import { Quad } from '../page/quad';
import type { VideoSession } from '../session/video-session';
import { Bar, type BarAction, BUTTON_SPACE } from './bar';
import { Divider } from './divider';
import { fileName } from './file-name';
import { ControlsLayer } from './layer';
import { hasPictureWindows, PictureWindow } from './picture-window';

/** The button hides when the pointer has rested for this long. */
const IDLE_MS = 2500;
/** Least size of a video that gets a button, in CSS px: on a smaller one it would be in the way. */
const [LEAST_WIDTH, LEAST_HEIGHT] = [120, 60];

const isLookChange = (action: BarAction): action is LookChange & BarAction =>
  (LOOK_CHANGES as readonly string[]).includes(action);

type Side = 'left' | 'right';

export interface PlayerEvents {
  /** The user asks for another look of the whole site. */
  changeLook(change: LookChange): void;
  /** The user wants no buttons on this page. */
  hideButtons(): void;
  /** Whether another control lies at a point, which must not be covered. */
  isTaken(session: VideoSession, x: number, y: number): boolean;
}

export class Player {
  readonly session: VideoSession;
  readonly #events: PlayerEvents;
  #layer: ControlsLayer | null = null;
  #bar: Bar | null = null;
  #divider: Divider | null = null;
  #window: PictureWindow | null = null;
  #isHovered = false;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #look: Look | null = null;

  constructor(session: VideoSession, events: PlayerEvents) {
    this.session = session;
    this.#events = events;
  }

  act(action: VideoAction): void {
    if (action === 'save-picture') this.#savePicture();
    else if (action === 'picture-in-picture') this.#togglePictureWindow();
    else this.#compare();
  }

  setLook(look: Look): void {
    this.#look = look;
    this.#bar?.setLook(look);
  }

  /** Sets whether the video has a button in its corner. */
  setButton(isWanted: boolean): void {
    if (isWanted === (this.#bar !== null)) return;
    if (isWanted) {
      const actions: BarAction[] = ['next-style', 'strength-down', 'strength-up', 'compare'];
      if (!this.session.isForeign) actions.push('save-picture');
      if (!this.session.isForeign && hasPictureWindows()) actions.push('picture-in-picture');
      this.#bar = new Bar([...actions, 'hide'], (action) => this.#press(action));
      this.#bar.onFocus(() => this.update());
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
    this.#bar?.show(side);
    // The divider stays while the overlay is hidden for a moment: the user may be dragging it.
    if (side || this.#divider) layer.reveal();
    else layer.conceal();
    if (!this.#bar && !this.#divider) this.#lower();
  }

  remove(): void {
    clearTimeout(this.#idle);
    this.session.controls.setWipe(null);
    this.#window?.close();
    this.#bar = null;
    this.#divider?.remove();
    this.#divider = null;
    this.#lower();
  }

  /** Whether the controls are inert, as everything is while the video itself is in fullscreen. */
  get #isInert(): boolean {
    return this.session.video.matches(':fullscreen');
  }

  /** Corner for the button; null where it must not be visible. */
  get #side(): Side | null {
    const bar = this.#bar;
    if (!bar) return null;
    const { hasFocus } = bar;
    if (this.#isInert || (!this.#isHovered && !hasFocus)) return null;
    const shown = bar.side;
    if (shown) return shown;
    const free = (['right', 'left'] as const).find((side) => this.#isFree(side));
    // A keyboard user has to see the focused button, even where no corner is free.
    return free ?? (hasFocus ? 'right' : null);
  }

  #isFree(side: Side): boolean {
    const { left, top, right, width, height } = this.session.controls.pictureBox;
    if (width < LEAST_WIDTH || height < LEAST_HEIGHT) return false;
    const x = side === 'left' ? left + BUTTON_SPACE / 2 : right - BUTTON_SPACE / 2;
    const y = top + BUTTON_SPACE / 2;
    const reach = BUTTON_SPACE / 2 - 4;
    return [-reach, 0, reach].every((d) => !this.#events.isTaken(this.session, x + d, y + d));
  }

  #press(action: BarAction): void {
    if (action === 'hide') this.#events.hideButtons();
    else if (isLookChange(action)) this.#events.changeLook(action);
    else this.act(action);
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

  /** Refuses foreign videos: the page can reach the window and must not read their pictures there. */
  #togglePictureWindow(): void {
    if (this.#window) {
      this.#window.close();
    } else if (this.session.overlay === 'shown' && !this.session.isForeign && hasPictureWindows()) {
      this.#window = new PictureWindow(this.session, () => {
        this.#window = null;
        this.#bar?.setPressed('picture-in-picture', false);
      });
      this.#bar?.setPressed('picture-in-picture', true);
    }
  }

  #savePicture(): void {
    if (this.session.overlay !== 'shown' || this.session.isForeign) return;
    this.session.controls.savePicture(fileName(titleOf(document), this.session.video.currentTime));
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
