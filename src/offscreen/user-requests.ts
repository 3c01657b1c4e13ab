/** Answers requests for a picture or a clip of one video. */
import type { HostToPage, PageToHost } from '../protocol/page-host';
import { logged } from '../util/log';
import { type ClipOrder, ClipSession } from './clip/clip-session';
import type { FrameLoop } from './drawing/frame-loop';
import type { OverlayPresenter } from './drawing/overlay-presenter';
import { saveFile } from './drawing/save-file';
import { takeSnapshot } from './drawing/snapshot';

export type UserRequest = Extract<
  PageToHost,
  { type: 'save-picture' | 'copy-picture' | 'record' | 'sound' | 'stop-recording' }
>;

export class UserRequests {
  readonly #frameLoop: FrameLoop;
  readonly #presenter: OverlayPresenter;
  readonly #capturedAt: () => number;
  readonly #post: (message: HostToPage, transfer?: Transferable[]) => void;
  #isTakingSnapshot = false;
  #clip: ClipSession | undefined;
  #hasEnded = false;

  /**
   * @param capturedAt returns when the page captured its newest frame, in ms
   * @param post answers the page
   */
  constructor(
    frameLoop: FrameLoop,
    presenter: OverlayPresenter,
    capturedAt: () => number,
    post: (message: HostToPage, transfer?: Transferable[]) => void,
  ) {
    this.#frameLoop = frameLoop;
    this.#presenter = presenter;
    this.#capturedAt = capturedAt;
    this.#post = post;
  }

  receive(request: UserRequest): void {
    switch (request.type) {
      case 'save-picture':
        void this.#savePicture(request.name);
        break;
      case 'copy-picture':
        void this.#copyPicture();
        break;
      case 'record':
        this.#record(request);
        break;
      case 'sound':
        this.#clip?.addSound(request);
        break;
      case 'stop-recording':
        if (request.isKept) void this.#clip?.finish();
        else this.#clip?.cancel();
        break;
    }
  }

  /** Answers nothing any more. The clip so far is the user's, whatever ended the session. */
  end(): void {
    this.#hasEnded = true;
    void this.#clip?.finish();
  }

  async #savePicture(name: string): Promise<void> {
    const png = await this.#takeSnapshot();
    if (png && !this.#hasEnded) saveFile(png, name);
  }

  /** Sends the picture to the page, whose iframe of the extension puts it into the clipboard. */
  async #copyPicture(): Promise<void> {
    const png = (await (await this.#takeSnapshot())?.arrayBuffer()) ?? null;
    if (!this.#hasEnded) this.#post({ type: 'picture', png }, png ? [png] : []);
  }

  /** Takes one at a time, because each costs the GPU another drawing. */
  async #takeSnapshot(): Promise<Blob | null> {
    if (this.#isTakingSnapshot) return null;
    this.#isTakingSnapshot = true;
    const png = await takeSnapshot(this.#frameLoop, this.#presenter).catch(logged('session', 'No snapshot', null));
    this.#isTakingSnapshot = false;
    return png;
  }

  /** Records one clip at a time. */
  #record(order: ClipOrder): void {
    if (this.#clip?.isRunning) return;
    this.#clip = new ClipSession(order, this.#presenter, this.#capturedAt, (state, seconds) => {
      if (!this.#hasEnded) this.#post({ type: 'recording', state, seconds });
    });
    // A still video has no other picture to begin with.
    this.#frameLoop.redraw();
  }
}
