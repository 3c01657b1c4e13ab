/** Tells what others in a call see of one camera, from what its page's world and the host report. */
import type { CameraShown, CameraView } from '../../protocol/camera';
import type { Fault } from '../../protocol/faults';
import type { HostEvent } from '../host/host-connection';

export class CameraWatch {
  #shown: CameraShown = 'waiting';
  #fault: Fault | null = null;
  #isTooSlow = false;

  /** Takes what the page's world reports. A page that forges it only spoils what its own user is told. */
  noteShown(shown: CameraShown): void {
    this.#shown = shown;
  }

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

  /** Forgets what the host reported: it starts anew, or is not wanted any more. */
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
