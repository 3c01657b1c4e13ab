/** What a styled video has: an overlay, the way to the host, and the stream of frames from the one to the other. */

import { capture } from '../../media/capture';
import type { FrameKind } from '../../media/frame';
import type { Fault } from '../../protocol/faults';
import type { Look, PageToHost, PlaybackReport, Stats } from '../../protocol/page-host';
import { FramePump, type PumpEvents } from '../frames/frame-pump';
import { ProxyVideoSource } from '../frames/proxy-video-source';
import { StalenessMonitor } from '../frames/staleness-monitor';
import { ThrottledCapture } from '../frames/throttled-capture';
import { type AttachmentEvents, HostConnection, overlayDocument, randomId } from '../host/host-connection';
import { OverlayIframe } from '../host/overlay-iframe';
import type { FullscreenStage } from '../overlay/fullscreen-stage';
import { Overlay } from '../overlay/overlay';
import { OverlayCanvas } from '../overlay/overlay-canvas';
import type { OverlayContent } from '../overlay/overlay-element';
import { nextSiblingOf } from '../page/dom';
import { isSandboxed } from '../page/sandbox';
import { PlaybackMeter } from './playback-meter';

/** A frame that takes longer than this was lost on the way: the first one may have to wait for shaders to be compiled. */
const LOST_FRAME_MS = 60_000;

export interface ScreenEvents {
  /** The host is there: frames may go. */
  ready(): void;
  /** The GPU has time for the video, or none while it plays. */
  affordable(isAffordable: boolean): void;
  /** The picture on the overlay is the video's. */
  presented(): void;
  /** The picture on the overlay is too old to stand for the video. */
  late(): void;
  /** No frames can be had of the video. */
  failed: PumpEvents['failed'];
  stats(stats: Stats): void;
  fault(fault: Fault, fatal: boolean): void;
  /** The host cannot be reached, or not any more. */
  gone(): void;
  /** The page took the overlay out, or loaded it anew. */
  evicted(): void;
}

export class RestylePipeline {
  readonly overlay: Overlay;
  readonly frames: FramePump<HTMLVideoElement>;
  readonly #video: HTMLVideoElement;
  readonly #attachment: HostConnection;
  readonly #lag: StalenessMonitor;
  readonly #meter: PlaybackMeter;
  #twin: ProxyVideoSource | null = null;

  /**
   * Begins to look for the host; its overlay is yet to be inserted.
   * @param look how it is to begin; read when the host is asked
   * @param isForeign the picture comes from a twin
   * @throws where the extension is gone
   */
  constructor(
    video: HTMLVideoElement,
    stage: FullscreenStage,
    look: () => Look,
    isForeign: boolean,
    events: ScreenEvents,
  ) {
    this.#video = video;
    this.#meter = new PlaybackMeter(video);
    this.#lag = new StalenessMonitor(events.late);
    const host: AttachmentEvents = {
      ...events,
      acknowledged: (id, presented) => this.frames.acknowledge(id, presented),
      pace: (every) => {
        this.frames.setPace(every);
        events.affordable(every > 0);
      },
    };
    this.#attachment = new HostConnection(host, isSandboxed() ? 'bridge' : 'overlay');
    const sparing = isSandboxed() ? new ThrottledCapture(video) : null;
    const take = (kind: FrameKind) => (this.#twin ?? sparing)?.take(kind) ?? capture(video, kind);
    this.frames = new FramePump(video, (_, kind) => take(kind), {
      send: (message, transfer) => this.send(message, transfer),
      displayed: (serial) => this.#lag.displayed(serial),
      presented: ({ serial, takenAt }) => {
        this.#lag.presented(serial, takenAt);
        events.presented();
      },
      failed: events.failed,
    });
    const content = isSandboxed() ? this.#makeCanvas(look()) : this.#makeFrame(look, isForeign, events.evicted);
    this.overlay = new Overlay(video, content, randomId(), stage, events.evicted);
  }

  /** What comes last of ours beside the video; the video where nothing does. */
  get end(): Node {
    const { node } = this.overlay;
    return nextSiblingOf(this.#video) === node ? node : this.#video;
  }

  /** Whether a frame was lost on the way to the host and back. */
  get hasLostFrame(): boolean {
    const since = this.frames.waitingSince;
    return since !== null && performance.now() - since > LOST_FRAME_MS;
  }

  send(message: PageToHost, transfer: Transferable[] = []): void {
    this.#attachment.send(message, transfer);
  }

  /** Tells the host what the video's share of the GPU is to be reckoned by. */
  report(seen: Pick<PlaybackReport, 'area' | 'lines'>): void {
    this.send({ type: 'playback', report: { ...this.#meter.read(this.frames.takeChanging()), ...seen } });
  }

  /** How late the pictures were so far says nothing of those to come. */
  forgetLag(): void {
    this.#lag.reset();
  }

  /** The styled picture as a PNG file; null where the host has none. */
  snapshot(): Promise<Blob | null> {
    return this.#attachment.snapshot();
  }

  /** Has every styled picture copied to `receive`, which has to close it; null: none. */
  setCopies(receive: ((bitmap: ImageBitmap) => void) | null): void {
    this.#attachment.setCopies(receive);
  }

  /** The host draws what is shown in it. */
  #makeFrame(look: () => Look, isForeign: boolean, evicted: () => void): OverlayContent {
    let isLoaded = false;
    return new OverlayIframe(this.#video.ownerDocument, overlayDocument(), (frame) => {
      if (isLoaded) {
        evicted();
        return;
      }
      isLoaded = true;
      void this.#attachment.connect(frame, look());
      if (isForeign)
        this.#twin = new ProxyVideoSource(this.#video, frame, overlayDocument().origin, this.#attachment.nonce);
    });
  }

  /** The host sends what is shown in it. */
  #makeCanvas(look: Look): OverlayContent {
    const { port1, port2 } = new MessageChannel();
    void this.#attachment.connectBridge(look, port2);
    return new OverlayCanvas(this.#video.ownerDocument, port1);
  }

  /** The page is as it was. */
  close(reason: 'off' | 'gone'): void {
    this.frames.stop();
    this.#lag.reset();
    this.#twin?.close();
    this.overlay.remove();
    this.#attachment.close(reason);
  }
}
