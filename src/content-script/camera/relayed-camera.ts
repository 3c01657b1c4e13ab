/** Carries the frames of one camera track to the host, and their styled pictures back. */
import { byteLengthOf, closeFrame, transferablesOf } from '../../media/frame';
import { type CameraToRelay, type CameraView, parseCameraToRelay, type RelayToCamera } from '../../protocol/camera';
import { type HostToOverlay, type OverlayToHost, parseHostToOverlay } from '../../protocol/overlay-host';
import type { Look, PageToHost } from '../../protocol/page-host';
import { Backoff } from '../../util/backoff';
import { HostConnection, type HostEvent, isExtensionAlive, overlayDocument } from '../host/host-connection';
import { OverlayIframe } from '../host/overlay-iframe';
import { OverlayElement } from '../overlay/overlay-element';
import { documentElementOf, insertBefore } from '../page/dom';
import { needsBridge, noteUnansweredOverlay } from '../page/overlay-reach';
import { type ByteBudget, mostInFlight } from './byte-budget';
import { CameraWatch } from './camera-watch';
import { FrameMeter } from './frame-meter';

type CameraFrame = Extract<CameraToRelay, { type: 'camera-frame' }>;

export interface CameraEvents {
  /** Called with each picture that goes to the page. Copy the picture in the call, because it is transferred afterwards. */
  picture: (picture: ImageBitmap) => void;
  /** Called once, when the camera has ended. */
  ended: () => void;
}

interface RelayedFrame {
  id: number;
  /** The page's number of the frame. */
  pageId: number;
  bytes: number;
}

/**
 * Keeps a session with the host while there is a look. It acts as the overlay: styled pictures arrive here and go on to the
 * page once the host has named their frame.
 */
export class RelayedCamera {
  readonly #page: MessagePort;
  readonly #budget: ByteBudget;
  readonly #events: CameraEvents;
  readonly #retries = new Backoff();
  readonly #watch = new CameraWatch();
  readonly #meter = new FrameMeter();
  #look: Look | null = null;
  #host: HostConnection | null = null;
  #handshakeIframe: OverlayElement | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isOn = false;
  /** The page's world was asked for a picture that others see unchanged. */
  #isSampled = false;
  /** The style that the host cannot load. */
  #badStyle: string | null = null;
  /** The host's last picture, until the host names its frame. */
  #picture: ImageBitmap | null = null;
  #sent: RelayedFrame[] = [];
  #nextId = 0;
  #every = 1;
  #count = 0;

  /**
   * @param budget memory of frames on their way, shared by all cameras of the document
   */
  constructor(page: MessagePort, look: Look | null, budget: ByteBudget, events: CameraEvents) {
    this.#page = page;
    this.#budget = budget;
    this.#events = events;
    page.onmessage = ({ data }) => this.#receive(data);
    this.setLook(look);
  }

  /** Sets the look; null leaves the camera unchanged and ends the session with the host. */
  setLook(look: Look | null): void {
    const before = this.#look;
    this.#look = look;
    if (look && before) this.#changeLook(look);
    else if (look) this.#attach();
    else if (before) this.#detach('off');
    if (!look) this.#watch.reset();
  }

  /** Camera view of this one camera. */
  get view(): CameraView {
    return this.#watch.current;
  }

  /** Asks for a picture that others see unchanged, if they do. */
  sample(): void {
    this.#isSampled = true;
    this.#post({ type: 'sample' });
  }

  #changeLook(look: Look): void {
    this.#host?.send({ type: 'look', look });
    if (this.#badStyle === null || look.style === this.#badStyle) return;
    this.#badStyle = null;
    this.#watch.reset();
    this.#switch(true);
  }

  /** Sends no frames until the user has chosen another style. */
  #giveUpStyle(): void {
    this.#badStyle = this.#look?.style ?? null;
    this.#switch(false);
  }

  #end(): void {
    this.#look = null;
    this.#detach('gone');
    this.#page.onmessage = null;
    this.#page.close();
    this.#events.ended();
  }

  #attach(): void {
    const { port1, port2 } = new MessageChannel();
    const post = (message: OverlayToHost) => port1.postMessage(message);
    port1.onmessage = ({ data }) => {
      const message = parseHostToOverlay(data);
      if (message) this.#answerHost(message, post);
    };
    const first = (look: Look) => () => ({ look: this.#look ?? look });
    const isBridged = needsBridge();
    const host = new HostConnection((event) => this.#onHostEvent(event), isBridged ? 'bridge' : 'overlay');
    this.#host = host;
    if (isBridged) {
      if (this.#look) void host.connectBridge(first(this.#look), port2);
      return;
    }
    const iframe = new OverlayIframe(document, overlayDocument(), (overlayWindow) => {
      if (this.#look) void host.connect(overlayWindow, first(this.#look), port2);
    });
    this.#handshakeIframe = new OverlayElement(document, iframe);
    this.#handshakeIframe.setStyles({ position: 'fixed', width: '0', height: '0', 'pointer-events': 'none' });
    const root = documentElementOf(document);
    if (root) insertBefore(root, this.#handshakeIframe.node, null);
  }

  #onHostEvent(event: HostEvent): void {
    this.#watch.noteHost(event);
    switch (event.type) {
      case 'ready':
        this.#retries.reset();
        this.#removeHandshakeIframe();
        this.#switch(true);
        break;
      case 'presented':
      case 'dropped':
        this.#acknowledge(event.id, event.type === 'presented');
        break;
      case 'pace':
        this.#every = event.every;
        if (this.#badStyle !== null) break;
        if (this.#isOn !== event.every > 0) this.#switch(event.every > 0);
        break;
      case 'fault':
        if (event.fatal) this.#detach('gone');
        else if (event.fault === 'bad-style') this.#giveUpStyle();
        // Start over in the page's world, so that others see the camera until pictures come in time again.
        else if (this.#isOn) this.#switch(true);
        if (event.fatal && (event.fault === 'full' || event.fault === 'device-lost')) this.#attachLater();
        break;
      case 'unreachable':
        noteUnansweredOverlay();
        this.#lose();
        break;
      case 'gone':
        this.#lose();
        break;
    }
  }

  #detach(reason: 'off' | 'gone'): void {
    clearTimeout(this.#retry);
    this.#host?.close(reason);
    this.#forgetHost();
  }

  #lose(): void {
    this.#forgetHost();
    this.#attachLater();
  }

  #attachLater(): void {
    if (!isExtensionAlive() || !this.#look) return;
    this.#retry = setTimeout(() => this.#attach(), this.#retries.next());
  }

  #forgetHost(): void {
    this.#host = null;
    this.#badStyle = null;
    this.#removeHandshakeIframe();
    this.#picture?.close();
    this.#picture = null;
    this.#nextId = 0;
    this.#every = 1;
    this.#meter.cut();
    this.#switch(false);
  }

  /** Removes the iframe, which is not needed after it has handed the ports to the host. */
  #removeHandshakeIframe(): void {
    this.#handshakeIframe?.node.remove();
    this.#handshakeIframe = null;
  }

  #switch(isOn: boolean): void {
    this.#isOn = isOn;
    for (const { bytes } of this.#sent) this.#budget.giveBack(bytes);
    this.#sent = [];
    this.#post({ type: isOn ? 'on' : 'off' });
  }

  #answerHost(message: HostToOverlay, post: (message: OverlayToHost) => void): void {
    // Answer the probe without a frame: a VideoFrame does not survive the way to the host.
    if (message.type === 'send-probe') post({ type: 'shown' });
    if (message.type !== 'picture') return;
    this.#picture?.close();
    this.#picture = message.bitmap;
    post({ type: 'shown' });
  }

  #acknowledge(id: number, presented: boolean): void {
    const index = this.#sent.findIndex((frame) => frame.id === id);
    const [frame] = index < 0 ? [] : this.#sent.splice(index, 1);
    if (!frame) return;
    this.#budget.giveBack(frame.bytes);
    const bitmap = presented ? this.#picture : null;
    if (bitmap) {
      this.#picture = null;
      this.#events.picture(bitmap);
      this.#post({ type: 'styled', id: frame.pageId, bitmap }, [bitmap]);
    } else {
      this.#post({ type: 'dropped', id: frame.pageId });
    }
  }

  #receive(data: unknown): void {
    const message = parseCameraToRelay(data);
    if (message?.type === 'camera-shown') this.#watch.noteShown(message.shown);
    if (message?.type === 'camera-sample') this.#takeSample(message.bitmap);
    if (message?.type === 'camera-ended') this.#end();
    if (message?.type !== 'camera-frame') return;
    const bytes = byteLengthOf(message.frame);
    const mayGo = this.#meter.admit() && this.#isOn && this.#sent.length < mostInFlight(bytes);
    if (mayGo && this.#count++ % this.#every === 0 && this.#budget.take(bytes)) {
      this.#send(message);
    } else {
      closeFrame(message.frame);
      this.#post({ type: 'dropped', id: message.id });
    }
  }

  #takeSample(picture: ImageBitmap): void {
    // A page can make up such a message, but only as often as the popup asks.
    if (this.#isSampled) this.#events.picture(picture);
    this.#isSampled = false;
    picture.close();
  }

  #send({ id: pageId, captureMs, frame }: CameraFrame): void {
    const now = performance.now();
    const id = this.#nextId++;
    this.#sent.push({ id, pageId, bytes: byteLengthOf(frame) });
    const discontinuity = this.#meter.take(frame, now);
    const report = this.#meter.report(frame, now);
    if (report) this.#host?.send({ type: 'playback', report });
    const sentAt = performance.timeOrigin + now;
    const message: PageToHost = { type: 'frame', id, captureMs, sentAt, discontinuity, frame };
    this.#host?.send(message, transferablesOf(frame));
  }

  #post(message: RelayToCamera, transfer: Transferable[] = []): void {
    this.#page.postMessage(message, transfer);
  }
}
