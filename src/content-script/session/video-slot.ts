/** Requests a slot for one video and passes the answer to its session. */
import type { Fault } from '../../protocol/faults';
import type { RequestingVideo } from '../host/slot-requests';
import { isPlayingVideo, type PointerPlace, readAttention } from './read-attention';
import type { SessionMachine } from './session-machine';

export class VideoSlot implements RequestingVideo {
  readonly #video: HTMLVideoElement;
  readonly #machine: SessionMachine;
  readonly #area: () => number;
  readonly #pointer: PointerPlace;

  /** @param area returns the visible device pixels of the video */
  constructor(video: HTMLVideoElement, machine: SessionMachine, area: () => number, pointer: PointerPlace) {
    this.#video = video;
    this.#machine = machine;
    this.#area = area;
    this.#pointer = pointer;
  }

  get requestsSlot(): boolean {
    return this.#machine.state === 'queued' || this.#machine.duties.overlay !== 'none';
  }

  get isPlaying(): boolean {
    return isPlayingVideo(this.#video);
  }

  get attention(): number {
    return readAttention(this.#video, this.#area(), this.#pointer);
  }

  grantSlot(): void {
    this.#machine.grantSlot();
  }

  denySlot(why: Fault | null): void {
    this.#machine.denySlot(why);
  }
}
