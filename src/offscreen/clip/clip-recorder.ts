/**
 * Records a clip: styled pictures and the video's own sound, encoded while they arrive. What has to wait for an encoder is
 * dropped, so that memory holds the encoded file and a few pictures.
 */
import {
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  CanvasSource,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import { log, logged } from '../../util/log';
import { type ClipFormat, type ClipSize, clipBitrate, clipFormat, clipSize } from './clip-format';

/** A piece of sound: 32-bit floats of all channels, sample by sample. */
export interface SoundChunk {
  /** Moment of its first sample, in ms of the clock that pictures have too. */
  at: number;
  sampleRate: number;
  channels: number;
  samples: ArrayBuffer;
}

export interface ClipFile {
  file: Blob;
  extension: ClipFormat['container'];
}

/** Pieces of sound that may wait for the encoder: more than come before it is ready. */
const MOST_WAITING = 1000;
/** Pieces that overlap by less than this are put one after another, in seconds. */
const MOST_OVERLAP_S = 0.2;
const SOUND_BITRATE = 128_000;
/** Duration of the last picture, in seconds. */
const LAST_S = 1 / 30;

export class ClipRecorder {
  readonly #format: ClipFormat;
  readonly #output: Output<Mp4OutputFormat | WebMOutputFormat, BufferTarget>;
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #pictures: CanvasSource;
  readonly #sounds: AudioSampleSource | null;
  readonly #length: number;
  /** Moment of the first picture, in ms. */
  #beginning: number | null = null;
  #lastPicture = -1;
  #isEncoding = false;
  #waitingSounds = 0;
  #lastSound: Promise<void> = Promise.resolve();
  #soundEnd = 0;
  #isFull = false;
  #isOver = false;

  /**
   * Resolves to a recorder that takes pictures and sound.
   * @param length of the clip, in seconds; what comes later is left out
   * @throws Error where the browser has no encoder for it
   */
  static async begin(size: ClipSize, length: number, hasSound: boolean): Promise<ClipRecorder> {
    const even = clipSize(size);
    const format = await clipFormat(even, hasSound);
    if (!format) throw new Error('The browser encodes no video.');
    const recorder = new ClipRecorder(format, even, length, hasSound);
    await recorder.#output.start();
    return recorder;
  }

  private constructor(format: ClipFormat, { width, height }: ClipSize, length: number, hasSound: boolean) {
    this.#format = format;
    this.#length = length;
    this.#canvas = new OffscreenCanvas(width, height);
    const context = this.#canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('The canvas has no 2D context.');
    this.#context = context;
    const container = format.container === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat();
    this.#output = new Output({ format: container, target: new BufferTarget() });
    this.#pictures = new CanvasSource(this.#canvas, { codec: format.video, bitrate: clipBitrate({ width, height }) });
    this.#output.addVideoTrack(this.#pictures);
    this.#sounds = hasSound ? new AudioSampleSource({ codec: format.audio, bitrate: SOUND_BITRATE }) : null;
    if (this.#sounds) this.#output.addAudioTrack(this.#sounds);
  }

  /** Seconds from the first picture to the last. */
  get seconds(): number {
    return Math.max(0, this.#lastPicture);
  }

  /** Whether a picture has come that lies behind the clip's end. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Adds a picture, unless the encoder is still busy with the one before. Closes the bitmap. */
  async addPicture(bitmap: ImageBitmap, at: number): Promise<void> {
    this.#beginning ??= at;
    const time = (at - this.#beginning) / 1000;
    this.#isFull ||= time >= this.#length;
    const isTaken = !this.#isOver && !this.#isFull && !this.#isEncoding && time > this.#lastPicture;
    if (isTaken) this.#context.drawImage(bitmap, 0, 0, this.#canvas.width, this.#canvas.height);
    bitmap.close();
    if (!isTaken) return;
    this.#isEncoding = true;
    this.#lastPicture = time;
    await this.#pictures.add(time, LAST_S).catch(logged('clip', 'A picture cannot be encoded', undefined));
    this.#isEncoding = false;
  }

  /** Adds sound that follows the first picture. */
  addSound({ at, sampleRate, channels, samples }: SoundChunk): void {
    const sounds = this.#sounds;
    if (!sounds || this.#isOver || this.#beginning === null || this.#waitingSounds >= MOST_WAITING) return;
    const time = (at - this.#beginning) / 1000;
    if (time < this.#soundEnd - MOST_OVERLAP_S) return;
    const timestamp = Math.max(this.#soundEnd, time);
    if (timestamp >= this.#length) return;
    this.#soundEnd = timestamp + samples.byteLength / (4 * channels * sampleRate);
    const sample = new AudioSample({ data: samples, format: 'f32', numberOfChannels: channels, sampleRate, timestamp });
    this.#waitingSounds++;
    this.#lastSound = this.#lastSound
      .then(() => sounds.add(sample))
      .catch(logged('clip', 'A sound cannot be encoded', undefined))
      .finally(() => {
        sample.close();
        this.#waitingSounds--;
      });
  }

  /** Ends the clip and resolves to its file; null where it has no picture. */
  async finish(): Promise<ClipFile | null> {
    if (this.#isOver) return null;
    this.#isOver = true;
    await this.#lastSound;
    if (this.#lastPicture < 0) {
      await this.#output.cancel();
      return null;
    }
    if (this.#isFull) await this.#holdLastPicture();
    await this.#output.finalize();
    const { buffer } = this.#output.target;
    log('clip', `${this.seconds.toFixed(1)} s, ${buffer?.byteLength ?? 0} bytes, ${this.#format.container}`);
    if (!buffer) return null;
    const type = `video/${this.#format.container}`;
    return { file: new Blob([buffer], { type }), extension: this.#format.container };
  }

  /** Shows the last picture until the clip's end, where the pictures come slowly. */
  async #holdLastPicture(): Promise<void> {
    const last = this.#length - LAST_S;
    if (last > this.#lastPicture) await this.#pictures.add(last, LAST_S);
    this.#lastPicture = Math.max(last, this.#lastPicture);
  }

  /** Drops everything. */
  async cancel(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.#output.cancel().catch(logged('clip', 'The clip had ended', undefined));
  }
}
