/** Offers actions on the styled videos of this document, by menu, shortcut or button. */
import type { Look } from '../../protocol/page-host';
import type { ActOnVideo, TellOnVideo } from '../../protocol/runtime';
import { rectOf } from '../page/dom';
import type { OpenShadowRoot } from '../page/finder';
import { measureShown } from '../page/shown-area';
import type { VideoSession } from '../session/video-session';
import { belongsToPlayer, hitAt, isControl, isInMenu } from './hit';
import { Player, type PlayerEvents } from './player';

const areaOf = ({ video }: VideoSession): number => measureShown(rectOf(video), window).area;

const bySize = (a: VideoSession, b: VideoSession): number => areaOf(b) - areaOf(a);

export class Players {
  readonly #players = new Map<VideoSession, Player>();
  /** Videos that show no styled picture yet. A value is null until a notice is shown on the video, which needs a player. */
  readonly #starting = new Map<VideoSession, Player | null>();
  readonly #openShadowRoot: OpenShadowRoot;
  readonly #events: PlayerEvents;
  /** The video on which a context menu was opened last. */
  #menu: Player | null = null;
  #listening: AbortController | null = null;
  #look: Look | null = null;
  #isButtonWanted = false;
  #isHidden = false;
  #pointer: { x: number; y: number } | null = null;

  constructor(openShadowRoot: OpenShadowRoot, looks: Pick<PlayerEvents, 'setLook' | 'askStyles'>) {
    this.#openShadowRoot = openShadowRoot;
    this.#events = {
      ...looks,
      hideButtons: (areHidden) => {
        this.#isHidden = areHidden;
        this.#applyButtons();
      },
      isTaken: ({ video }, x, y) => {
        const hit = hitAt(x, y, openShadowRoot);
        return !hit || !belongsToPlayer(hit, video) || isControl(hit, video);
      },
    };
  }

  /** Follows a session's state; call it after every change. */
  readonly changed = (session: VideoSession): void => {
    const player = this.#players.get(session) ?? this.#starting.get(session);
    if (session.overlay === 'none') this.#remove(session);
    else if ((session.overlay === 'shown' || session.isUnwanted) && !this.#players.has(session)) this.#add(session);
    else if (player) player.update();
    else this.#starting.set(session, null);
  };

  /** @param hasButton whether videos get a button in their corner */
  set(look: Look, hasButton: boolean): void {
    this.#look = look;
    this.#isButtonWanted = hasButton;
    for (const player of [...this.#players.values(), ...this.#starting.values()]) player?.setLook(look);
    this.#applyButtons();
  }

  /**
   * Returns the visible device pixels of the largest video, 0 where there is none.
   * @param hasPicture whether it must have a styled picture, as shortcuts need that act on it
   */
  largestArea(hasPicture: boolean): number {
    const sessions = hasPicture ? this.#players.keys() : [...this.#players.keys(), ...this.#starting.keys()];
    return Math.max(0, ...[...sessions].map(areaOf));
  }

  act({ action, which }: ActOnVideo): void {
    const player = (which === 'menu' && this.#menu) || this.#largest();
    player?.act(action);
    if (action === 'compare') player?.tellComparison();
  }

  /** Begins a comparison on the largest video, without a word. */
  compare(): void {
    this.#largest()?.act('compare');
  }

  /** Shows on the largest video what a shortcut or menu has changed, or that a picture is on its way. */
  tell(told: TellOnVideo): void {
    (this.#largest() ?? this.#largestStarting())?.tell(told);
  }

  #largest(): Player | undefined {
    return [...this.#players.values()].sort((a, b) => bySize(a.session, b.session))[0];
  }

  #largestStarting(): Player | undefined {
    const [session] = [...this.#starting.keys()].sort(bySize);
    if (!session) return undefined;
    const player = this.#starting.get(session) ?? this.#playerOf(session);
    this.#starting.set(session, player);
    return player;
  }

  #playerOf(session: VideoSession): Player {
    const player = new Player(session, this.#events);
    if (this.#look) player.setLook(this.#look);
    return player;
  }

  #add(session: VideoSession): void {
    const player = this.#starting.get(session) ?? this.#playerOf(session);
    this.#starting.delete(session);
    this.#players.set(session, player);
    player.setButton(this.#hasButtons);
    if (!this.#listening) this.#listen();
  }

  #remove(session: VideoSession): void {
    this.#starting.get(session)?.remove();
    this.#starting.delete(session);
    const player = this.#players.get(session);
    if (!player) return;
    player.remove();
    this.#players.delete(session);
    if (this.#menu === player) this.#menu = null;
    if (this.#players.size > 0) return;
    this.#listening?.abort();
    this.#listening = null;
  }

  get #hasButtons(): boolean {
    return this.#isButtonWanted && !this.#isHidden;
  }

  #applyButtons(): void {
    for (const player of this.#players.values()) player.setButton(this.#hasButtons);
  }

  #listen(): void {
    this.#listening = new AbortController();
    const options = { signal: this.#listening.signal, capture: true, passive: true };
    const onPointer = ({ clientX, clientY }: PointerEvent) => this.#onPointer(clientX, clientY);
    for (const type of ['pointermove', 'pointerdown'] as const) window.addEventListener(type, onPointer, options);
    window.addEventListener('contextmenu', ({ clientX, clientY }) => this.#onMenu(clientX, clientY), options);
    const leave = ({ relatedTarget }: MouseEvent) => {
      if (relatedTarget === null) this.#hover(null);
    };
    window.addEventListener('mouseout', leave, options);
    const update = () => {
      for (const player of this.#players.values()) player.update();
    };
    window.addEventListener('fullscreenchange', update, options);
  }

  /**
   * Returns the smallest video whose box holds the point. Boxes decide, because players lay other elements over their
   * videos.
   */
  #at(x: number, y: number): Player | null {
    const isUnderPointer = ({ session }: Player) => {
      const { left, top, right, bottom } = rectOf(session.video);
      return x >= left && x < right && y >= top && y < bottom;
    };
    const under = [...this.#players.values()].filter(isUnderPointer);
    return under.sort((a, b) => bySize(b.session, a.session))[0] ?? null;
  }

  #onMenu(x: number, y: number): void {
    this.#menu = this.#at(x, y);
  }

  /** Looks below the pointer at most once an animation frame, because that forces a layout of the page. */
  #onPointer(x: number, y: number): void {
    if (!this.#hasButtons) return;
    if (!this.#pointer) requestAnimationFrame(() => this.#lookBelow());
    this.#pointer = { x, y };
  }

  #lookBelow(): void {
    const pointer = this.#pointer;
    this.#pointer = null;
    const player = pointer && this.#at(pointer.x, pointer.y);
    const hit = player && hitAt(pointer.x, pointer.y, this.#openShadowRoot);
    if (!hit) this.#hover(null);
    else if (player.owns(hit)) this.#hover(player, 'layer');
    else {
      const { video } = player.session;
      // The button would lie on a menu that the player has opened.
      this.#hover(belongsToPlayer(hit, video) && !isInMenu(hit, video) ? player : null);
    }
  }

  #hover(hovered: Player | null, where: 'video' | 'layer' = 'video'): void {
    for (const player of this.#players.values()) player.hover(player === hovered ? where : null);
  }
}
