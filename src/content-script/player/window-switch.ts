/** Opens and closes the window with the styled picture of one video. */
import type { VideoSession } from '../session/video-session';
import { hasPictureWindows, PictureWindow } from './picture-window';

export class WindowSwitch {
  readonly #session: VideoSession;
  readonly #changed: (isOpen: boolean) => void;
  #window: PictureWindow | null = null;

  /** @param changed called after the window was opened or closed */
  constructor(session: VideoSession, changed: (isOpen: boolean) => void) {
    this.#session = session;
    this.#changed = changed;
  }

  get isOpen(): boolean {
    return this.#window !== null;
  }

  /** Refuses foreign videos: the page can reach the window and must not read their pictures there. */
  toggle(): void {
    if (this.#window) {
      this.#window.close();
    } else if (this.#session.overlay === 'shown' && !this.#session.isForeign && hasPictureWindows()) {
      this.#window = new PictureWindow(this.#session, () => {
        this.#window = null;
        this.#changed(false);
      });
      this.#changed(true);
    }
  }

  close(): void {
    this.#window?.close();
  }
}
