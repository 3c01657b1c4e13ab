/** Derives the camera view of one camera from the reports of its page's world and of the host. */
import type { CameraShown, CameraView } from '../../protocol/camera';
import type { Fault } from '../../protocol/faults';
import type { HostEvent } from '../host/host-connection';

export class CameraWatch {
  #shown: CameraShown = 'waiting';
  #fault: Fault | null = null;
  #isTooSlow = false;

  /** Records a report of the page's world. A page that forges one only misinforms its own user. */
  noteShown(shown: CameraShown): void {
    this.#shown = shown;
  }

  /** Records a report of the host. */
  noteHost(event: HostEvent): void {
    switch (event.type) {
      case 'ready':
        this.reset();
        break;
      case 'presented':
        this.#fault = null;
        break;
      case 'pace':
        this.#isTooSlow = event.every === 0;
        break;
      case 'fault':
        this.#fault = event.fault;
        break;
      case 'unreachable':
      case 'gone':
        this.#fault = 'host-gone';
        break;
    }
  }

  /** Forgets the host's reports, because it starts anew or is not needed any more. */
  reset(): void {
    this.#fault = null;
    this.#isTooSlow = false;
  }

  get current(): CameraView {
    if (this.#shown === 'off') return 'off';
    if (this.#fault) return this.#fault;
    return this.#isTooSlow || this.#shown === 'late' ? 'too-slow' : this.#shown;
  }
}
