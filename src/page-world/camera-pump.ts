/** Carries a camera's frames to the page's track, unchanged or through the host. */

import { copyFrame } from '../media/capture';
import { type Frame, transferablesOf } from '../media/frame';
import type { CameraShown, CameraToRelay, RelayToCamera } from '../protocol/camera';
import { log, logged } from '../util/log';
import { CameraDeadline } from './camera-deadline';

/** Height of a copy for the popup. */
const SAMPLE_HEIGHT = 96;

export class CameraPump {
  readonly #sink: WritableStreamDefaultWriter<VideoFrame>;
  readonly #isSeen: () => boolean;
  readonly #deadline = new CameraDeadline();
  #relay: MessagePort | null = null;
  #isOn = false;
  /** The report that the content script has. */
  #reported: CameraShown = 'waiting';
  /** The content script has asked for a copy of a picture that others see unchanged. */
  #isSampled = false;
  #shownTimestamp = Number.NEGATIVE_INFINITY;

  /**
   * @param sink receives the frames; closed when the camera ends
   * @param isSeen returns false while the track is disabled and sends black pictures
   * @param onEnd called once when the camera has ended
   */
  constructor(
    camera: ReadableStream<VideoFrame>,
    sink: WritableStreamDefaultWriter<VideoFrame>,
    isSeen: () => boolean,
    onEnd: () => void,
  ) {
    this.#sink = sink;
    this.#isSeen = isSeen;
    void this.#run(camera.getReader()).finally(() => {
      this.#post({ type: 'camera-ended' });
      this.#relay?.close();
      this.#relay = null;
      sink.close().catch(logged('camera', 'The track was closed before', undefined));
      onEnd();
    });
  }

  /** Sends frames to the content script over this port, as soon as the content script asks for them. */
  connect(relay: MessagePort): void {
    this.#relay?.close();
    this.#relay = relay;
    this.#reported = 'waiting';
    this.#switch(false);
    relay.onmessage = ({ data }) => this.#receive(data);
  }

  async #run(camera: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    for (let read = await camera.read(); !read.done; read = await camera.read()) this.#take(read.value);
  }

  #take(frame: VideoFrame): void {
    if (!this.#isOn || !this.#isSeen()) {
      this.#deadline.reset();
      this.#pass(frame);
      this.#reportShown();
      return;
    }
    const { id, pass } = this.#deadline.frame(frame.timestamp, performance.now());
    if (id !== null) void this.#send(id, frame.clone());
    if (pass) this.#pass(frame);
    else frame.close();
    this.#reportShown();
  }

  /** Shows others the camera's own picture. */
  #pass(frame: VideoFrame): void {
    if (this.#isSampled && this.#isSeen()) {
      this.#isSampled = false;
      void this.#sample(frame.clone());
    }
    this.#show(frame);
  }

  async #sample(frame: VideoFrame): Promise<void> {
    try {
      const bitmap = await createImageBitmap(frame, { resizeHeight: SAMPLE_HEIGHT });
      this.#post({ type: 'camera-sample', bitmap }, [bitmap]);
    } catch (error) {
      log('camera', 'The popup gets no picture', error);
    } finally {
      frame.close();
    }
  }

  /** Reports to the content script which pictures others see, where that has changed. */
  #reportShown(): void {
    const shown = this.#isSeen() ? this.#deadline.shown : 'off';
    if (shown === this.#reported) return;
    this.#reported = shown;
    this.#post({ type: 'camera-shown', shown });
  }

  #post(message: CameraToRelay, transfer: Transferable[] = []): void {
    this.#relay?.postMessage(message, transfer);
  }

  async #send(id: number, videoFrame: VideoFrame): Promise<void> {
    const start = performance.now();
    try {
      // Leave the primaries to the browsers of others, which treat every picture of a call as BT.601 and convert it.
      const copied = await copyFrame(videoFrame, 'planes');
      const frame: Frame = 'primaries' in copied ? { ...copied, primaries: undefined } : copied;
      this.#post({ type: 'camera-frame', id, captureMs: performance.now() - start, frame }, transferablesOf(frame));
    } catch (error) {
      log('camera', 'A frame cannot be captured', error);
      this.#deadline.answered(id, true, performance.now());
    } finally {
      videoFrame.close();
    }
  }

  /** Does not check the sender, because a page that imitates the content script only spoils its own picture. */
  #receive(message: RelayToCamera | null): void {
    switch (message?.type) {
      case 'on':
      case 'off':
        this.#switch(message.type === 'on');
        break;
      case 'sample':
        this.#isSampled = true;
        break;
      case 'dropped':
        this.#deadline.answered(message.id, true, performance.now());
        break;
      case 'styled':
        if (message.bitmap instanceof ImageBitmap) this.#receivePicture(message.id, message.bitmap);
        break;
    }
  }

  #receivePicture(id: number, bitmap: ImageBitmap): void {
    const timestamp = this.#deadline.answered(id, false, performance.now());
    if (timestamp !== null && this.#isOn && bitmap.width > 0) this.#show(new VideoFrame(bitmap, { timestamp }));
    bitmap.close();
    this.#reportShown();
  }

  #switch(isOn: boolean): void {
    this.#isOn = isOn;
    this.#deadline.reset();
  }

  /** Writes `frame` to the track, unless a later one was written before or the track cannot keep up. */
  #show(frame: VideoFrame): void {
    if (frame.timestamp <= this.#shownTimestamp || (this.#sink.desiredSize ?? 0) <= 0) {
      frame.close();
      return;
    }
    this.#shownTimestamp = frame.timestamp;
    this.#sink.write(frame).catch((error) => {
      log('camera', 'The track takes no frame', error);
      frame.close();
    });
  }
}
