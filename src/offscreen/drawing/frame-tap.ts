/** Copies of the pictures a session draws, for a page that shows them a second time. */

import { logged } from '../../util/log';
import type { OverlayPresenter } from './presenter';

export class FrameTap {
  #wanted = false;
  #isCopying = false;

  /** @param send gets each copy, and has to close it */
  constructor(
    private readonly presenter: OverlayPresenter,
    private readonly send: (bitmap: ImageBitmap) => void,
  ) {}

  /** Whether every picture is to be copied from now on. */
  want(wanted: boolean): void {
    this.#wanted = wanted;
    if (wanted && !this.#isCopying) void this.#run();
  }

  /** A picture that is lost with its device is left out. */
  async #run(): Promise<void> {
    this.#isCopying = true;
    while (this.#wanted) {
      const bitmap = await this.presenter.copyNext().catch(logged('drawing', 'A picture cannot be copied', null));
      if (bitmap && this.#wanted) this.send(bitmap);
      else bitmap?.close();
    }
    this.#isCopying = false;
  }
}
