/** What can be done with one styled video. */
import type { VideoAction } from '../link/messages';
import type { Session } from '../video/session';
import { fileName } from './file-name';
import { save } from './save';

export class Player {
  constructor(readonly session: Session) {}

  act(action: VideoAction): void {
    if (action === 'save-picture') void this.#savePicture();
  }

  async #savePicture(): Promise<void> {
    const { currentTime } = this.session.video;
    const png = await this.session.snapshot();
    if (png) save(png, fileName(document.title, currentTime));
  }
}
