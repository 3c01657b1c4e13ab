/** Draws one picture in many styles, small, beside the videos. */
import type { EngineDevice, Frame, GpuWeights } from '../../engine';
import type { ThumbnailLook } from '../../protocol/thumbnails';
import type { DeviceManager } from '../gpu/device-manager';
import type { StyleLibrary } from '../gpu/style-library';
import { availableSize } from '../quality/quality-ladder';
import { drawOnce } from './draw-once';

/** Size of a thumbnail: the popup shows it at half that size. */
const [WIDTH, HEIGHT] = [192, 128];
/** Rows on which the networks work. On fewer rows strokes would be too coarse, and faces fall apart. */
const ROWS = 216;
/** Rows of the network that only copies the frame. */
const COPY_ROWS = 32;

export class ThumbnailDrawer {
  readonly #devices: DeviceManager;
  readonly #styles: StyleLibrary;

  constructor(devices: DeviceManager, styles: StyleLibrary) {
    this.#devices = devices;
    this.#styles = styles;
  }

  /**
   * Takes a small copy of the frame that a video shows. A stylizer without strength does it, because the browser cannot
   * show planes.
   * @param read returns the newest frame; undefined where there is none any more
   * @param style any style, whose lightest network is used
   * @param rows length of the copy's shorter side; no copy is larger than its frame
   */
  async take(read: () => Frame | undefined, style: string, rows = ROWS): Promise<ImageBitmap | undefined> {
    const frame = read();
    if (!frame) return undefined;
    const { width, height } = frame;
    const scale = Math.min(1, rows / Math.min(width, height));
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
    const newest = () => {
      const now = read();
      return now && { frame: now, shown: { strength: 0 } };
    };
    const engine = await this.#devices.device();
    const weights = await this.#weights(engine, style);
    const canvas = await drawOnce(engine, weights, COPY_ROWS, size, newest, { width, height });
    return canvas && createImageBitmap(canvas);
  }

  /** Draws a picture in a look, at full strength, and returns it as a WebP, cut to the shape of a thumbnail. */
  async draw(
    picture: ImageBitmap,
    { style, keepColours = false, lineWeight = 0 }: ThumbnailLook,
  ): Promise<Blob | undefined> {
    const { width, height } = picture;
    const engine = await this.#devices.device();
    const weights = await this.#weights(engine, style);
    const frame = { kind: 'image', width, height, image: picture } as const;
    const read = () => ({ frame, shown: { strength: 1, keepColours, lineWeight } });
    const styled = await drawOnce(engine, weights, height, { width, height }, read, { width, height });
    if (!styled) return undefined;
    const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
    const context = canvas.getContext('2d')!;
    const scale = Math.max(WIDTH / width, HEIGHT / height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(
      styled,
      (WIDTH - width * scale) / 2,
      (HEIGHT - height * scale) / 2,
      width * scale,
      height * scale,
    );
    return canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
  }

  /** The lightest network of a style. */
  async #weights(engine: EngineDevice, style: string): Promise<GpuWeights> {
    const { sizes } = await this.#styles.find(style);
    return this.#styles.load(engine, style, availableSize(sizes, 'XS'));
  }
}
