/** What the user can do with the styled videos of this frame, by menu, shortcut or button. */
import type { ActOnVideo } from '../link/messages';
import { boxOf } from '../video/dom';
import type { Session } from '../video/session';
import { measureShown } from '../video/view';
import { Player } from './player';

const areaOf = ({ session }: Player): number => measureShown(boxOf(session.video), window).area;

export class Players {
  readonly #players = new Map<Session, Player>();
  /** The video a context menu was opened on last. */
  #menu: Player | null = null;
  #listening: AbortController | null = null;

  /** To be called whenever a session's state has changed. */
  readonly changed = (session: Session): void => {
    if (session.overlay === 'none') this.#remove(session);
    else if (session.overlay === 'shown' && !this.#players.has(session)) this.#add(session);
  };

  /** Device pixels in sight of the video that shortcuts mean here; 0 where there is none. */
  get largestArea(): number {
    return Math.max(0, ...[...this.#players.values()].map(areaOf));
  }

  act({ action, which }: ActOnVideo): void {
    const player = (which === 'menu' && this.#menu) || this.#largest();
    player?.act(action);
  }

  #largest(): Player | undefined {
    return [...this.#players.values()].sort((a, b) => areaOf(b) - areaOf(a))[0];
  }

  #add(session: Session): void {
    this.#players.set(session, new Player(session));
    if (this.#listening) return;
    this.#listening = new AbortController();
    window.addEventListener('contextmenu', (event) => this.#onMenu(event), {
      signal: this.#listening.signal,
      capture: true,
      passive: true,
    });
  }

  #remove(session: Session): void {
    const player = this.#players.get(session);
    if (!player) return;
    this.#players.delete(session);
    if (this.#menu === player) this.#menu = null;
    if (this.#players.size > 0) return;
    this.#listening?.abort();
    this.#listening = null;
  }

  /** Players lay themselves over their videos: where the pointer is counts. Of videos within one another the smallest. */
  #onMenu({ clientX: x, clientY: y }: MouseEvent): void {
    const isUnderPointer = ({ session }: Player) => {
      const { left, top, right, bottom } = boxOf(session.video);
      return x >= left && x < right && y >= top && y < bottom;
    };
    const under = [...this.#players.values()].filter(isUnderPointer);
    this.#menu = under.sort((a, b) => areaOf(a) - areaOf(b))[0] ?? null;
  }
}
