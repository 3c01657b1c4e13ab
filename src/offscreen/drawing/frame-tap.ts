/** Copies every drawn picture for a page that shows them a second time, in a window. */
import { logged } from '../../util/log';
import type { OverlayPresenter } from './overlay-presenter';

export class FrameTap {
  readonly #presenter: Pick<OverlayPresenter, 'copyNext'>;
  readonly #send: (bitmap: ImageBitmap) => void;
  #isWanted = false;
  #isCopying = false;

  /** @param send receives each copy, and has to close it */
  constructor(presenter: Pick<OverlayPresenter, 'copyNext'>, send: (bitmap: ImageBitmap) => void) {
    this.#presenter = presenter;
    this.#send = send;
  }

  /** Starts or stops copying. */
  setWanted(isWanted: boolean): void {
    this.#isWanted = isWanted;
    if (isWanted && !this.#isCopying) void this.#run();
  }

  /** Copies until it is stopped. A picture that is lost with its device is skipped. */
  async #run(): Promise<void> {
    this.#isCopying = true;
    while (this.#isWanted) {
      const bitmap = await this.#presenter.copyNext().catch(logged('drawing', 'A picture cannot be copied', null));
      if (bitmap && this.#isWanted) this.#send(bitmap);
      else bitmap?.close();
    }
    this.#isCopying = false;
  }
}
