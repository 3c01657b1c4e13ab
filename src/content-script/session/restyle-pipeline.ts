/** The parts that restyle one video while it is attached: frame pump, connection to the host, overlay. */
import { capture } from '../../media/capture';
import { isTranslucentFrame } from '../../media/frame';
import type { Look, PlaybackReport } from '../../protocol/page-host';
import { FramePump, type PumpEvent, type TakeFrame } from '../frames/frame-pump';
import { ProxyVideoSource } from '../frames/proxy-video-source';
import { ThrottledCapture } from '../frames/throttled-capture';
import { HostConnection, type HostEvent, overlayDocument, randomId } from '../host/host-connection';
import { OverlayIframe } from '../host/overlay-iframe';
import type { FullscreenStage } from '../overlay/fullscreen-stage';
import { Overlay } from '../overlay/overlay';
import { OverlayCanvas } from '../overlay/overlay-canvas';
import type { OverlayContent } from '../overlay/overlay-element';
import { nextSiblingOf, parentNodeOf } from '../page/dom';
import { needsBridge } from '../page/overlay-reach';
import { PlaybackMeter } from './playback-meter';
import type { SourceEvent } from './source-watch';

/** A frame in flight for longer than this is lost. The first one may have to wait for shaders to compile. */
const LOST_FRAME_MS = 60_000;

/** All events that a pipeline reports to its session. */
export type PipelineEvent =
  | PumpEvent
  | Exclude<HostEvent, { type: 'presented' | 'dropped' }>
  /** The page removed the overlay, or the overlay cannot be kept in place. */
  | { type: 'evicted' }
  /** The page moved the video in a way that reloads the overlay. */
  | { type: 'reloaded' };

export class RestylePipeline {
  readonly frames: FramePump;
  readonly host: HostConnection;
  readonly overlay: Overlay;
  readonly #video: HTMLVideoElement;
  readonly #report: (event: PipelineEvent) => void;
  readonly #meter: PlaybackMeter;
  #proxy: ProxyVideoSource | null = null;

  /**
   * Starts to connect to the host. The caller inserts the overlay.
   * @param look returns the look to begin with; read when the host is asked for a session
   * @param isForeign whether a proxy video provides the frames
   * @throws Error where the extension is gone
   */
  constructor(
    video: HTMLVideoElement,
    stage: FullscreenStage,
    look: () => Look,
    isForeign: boolean,
    report: (event: PipelineEvent) => void,
  ) {
    this.#video = video;
    this.#report = report;
    this.#meter = new PlaybackMeter(video);
    const isBridged = needsBridge();
    this.host = new HostConnection((event) => this.#onHostEvent(event), isBridged ? 'bridge' : 'overlay');
    const throttled = new ThrottledCapture(video);
    const takeAny: TakeFrame = isBridged
      ? (kind) => throttled.take(kind)
      : (kind) => this.#proxy?.take(kind) ?? capture(video, kind);
    const take: TakeFrame = async (kind) => {
      const frame = await takeAny(kind);
      this.overlay.setAlpha(isTranslucentFrame(frame));
      return frame;
    };
    this.frames = new FramePump(video, take, (message, transfer) => this.host.send(message, transfer), report);
    const content = isBridged ? this.#createCanvas(look) : this.#createIframe(look, isForeign);
    this.overlay = new Overlay(video, content, randomId(), stage, () => report({ type: 'evicted' }));
  }

  /** Place of further elements of the extension: a parent, and the node to insert before. */
  get place(): { parent: Node | null; before: Node | null } {
    const { node, root } = this.overlay;
    if (root) return { parent: root, before: null };
    const last = nextSiblingOf(this.#video) === node ? node : this.#video;
    return { parent: parentNodeOf(this.#video), before: nextSiblingOf(last) };
  }

  /** Whether a frame was lost on its way to the host and back. */
  get hasLostFrame(): boolean {
    const since = this.frames.waitingSince;
    return since !== null && performance.now() - since > LOST_FRAME_MS;
  }

  /** Tells the host how the video plays and how much of it is `shown`. */
  reportPlayback(shown: Pick<PlaybackReport, 'area' | 'lines'>): void {
    const report = { ...this.#meter.read(this.frames.takeChanging()), ...shown };
    this.host.send({ type: 'playback', report });
  }

  /** Brings the frames in line with what happened to the video. */
  follow(event: SourceEvent): void {
    if (event === 'source') this.frames.interrupt();
    if (event === 'sought') this.frames.seek();
    if (event === 'landed') this.frames.land();
    if (event === 'resized' || event === 'reshaped') this.frames.resized();
    if (event === 'resized' || event === 'reshaped' || event === 'refreshed') this.frames.refresh();
  }

  /** Sends the picture again: the one on the overlay may be lost. */
  redraw(): void {
    this.frames.distrust();
    this.frames.refresh();
  }

  /** Removes everything from the page. */
  close(reason: 'off' | 'gone'): void {
    this.frames.stop();
    this.frames.forgetLag();
    this.#proxy?.close();
    this.overlay.remove();
    this.host.close(reason);
  }

  #onHostEvent(event: HostEvent): void {
    switch (event.type) {
      case 'presented':
      case 'dropped':
        this.frames.acknowledge(event.id, event.type === 'presented');
        break;
      case 'pace':
        this.frames.setPace(event.every);
        this.#report(event);
        break;
      default:
        this.#report(event);
    }
  }

  /** Creates the extension's own document, in which the host draws. */
  #createIframe(look: () => Look, isForeign: boolean): OverlayContent {
    let isLoaded = false;
    return new OverlayIframe(this.#video.ownerDocument, overlayDocument(), (overlayWindow) => {
      if (isLoaded) {
        this.#report({ type: 'reloaded' });
        return;
      }
      isLoaded = true;
      void this.host.connect(overlayWindow, () => ({ look: look(), ...sizeOf(this.#video) }));
      if (isForeign)
        this.#proxy = new ProxyVideoSource(this.#video, overlayWindow, overlayDocument().origin, this.host.nonce);
    });
  }

  /** Creates a canvas, to which the host sends its pictures. */
  #createCanvas(look: () => Look): OverlayContent {
    const { port1, port2 } = new MessageChannel();
    void this.host.connectBridge(() => ({ look: look() }), port2);
    return new OverlayCanvas(this.#video.ownerDocument, port1);
  }
}

/** The size of the frames to come, if the video has loaded as much. */
function sizeOf({ videoWidth: width, videoHeight: height }: HTMLVideoElement): {
  size?: { width: number; height: number };
} {
  return width > 0 && height > 0 ? { size: { width, height } } : {};
}
