/** The styles that the extension ships: the catalogue, the weights files, and the weights on the device. */
import * as v from 'valibot';
import checksumsJson from '../../../weights/checksums.json';
import catalogueJson from '../../../weights/styles.json';
import { type EngineDevice, GpuWeights, type Model, readModel } from '../../engine';
import { log } from '../../util/log';
import { NETWORK_SIZES, type NetworkSize } from '../quality/quality-ladder';

/** A style is not in the catalogue, or its file is missing, changed or unreadable. */
export class StyleError extends Error {
  override name = 'StyleError';
}

const WeightsFile = v.pipe(v.string(), v.regex(/^[a-z0-9_.-]+\.safetensors$/i));

/** SHA-256 of each weights file, in hexadecimal. */
const Checksums = v.record(WeightsFile, v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)));

/**
 * Share of the last styled frame that is kept where the video stands still. It halves sensor noise.
 * docs/research/styles.md has the measurements.
 */
const DEFAULT_BLEND = 0.6;
/** Share of the sharpness lost to blending that is restored. */
const DEFAULT_SHARPENING = 0.6;

const Catalogue = v.object({
  styles: v.array(
    v.object({
      id: v.string(),
      /** Set for a style whose strokes need more blending, or less. */
      blend: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)), DEFAULT_BLEND),
      /** Set for a style whose strokes lose more sharpness. */
      sharpening: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(2)), DEFAULT_SHARPENING),
      sizes: v.record(v.picklist(NETWORK_SIZES), v.optional(WeightsFile)),
    }),
  ),
});

export type Catalogue = v.InferOutput<typeof Catalogue>;

/** Reads the catalogue. @throws ValiError where the JSON is not a catalogue */
export function parseCatalogue(json: unknown): Catalogue {
  return v.parse(Catalogue, json);
}

/** Reads the list of checksums. @throws ValiError where the JSON is none */
export const parseChecksums = (json: unknown): Record<string, string> => v.parse(Checksums, json);

const urls = import.meta.glob<string>('../../../weights/*.safetensors', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function fetchModel(file: string, expectedHash: string | undefined): Promise<Model> {
  const url = urls[`../../../weights/${file}`];
  if (!url) throw new StyleError(`The weights file ${file} is not part of this build.`);
  const bytes = await fetch(url)
    .then((response) => response.arrayBuffer())
    .catch((cause) => {
      throw new StyleError(`The weights file ${file} cannot be read.`, { cause });
    });
  if ((await sha256(bytes)) !== expectedHash) throw new StyleError(`The weights file ${file} is damaged.`);
  return readModel(bytes);
}

/** Loads each file once, and each style once for a device. The next request repeats a failed load. */
export class StyleLibrary {
  readonly #catalogue = parseCatalogue(catalogueJson);
  readonly #checksums = parseChecksums(checksumsJson);
  readonly #models = new Map<string, Promise<Model>>();
  readonly #onDevice = new WeakMap<EngineDevice, Map<string, Promise<GpuWeights>>>();

  /**
   * Sizes of a style.
   * @throws StyleError
   */
  sizes(styleId: string): NetworkSize[] {
    const { sizes } = this.#entry(styleId);
    return NETWORK_SIZES.filter((size) => sizes[size]);
  }

  /**
   * Temporal blend of a style, as options of `Stylizer.stylize`.
   * @throws StyleError
   */
  temporalBlend(styleId: string): { blend: number; sharpening: number } {
    const { blend, sharpening } = this.#entry(styleId);
    return { blend, sharpening };
  }

  /**
   * Weights of a style on the device, uploaded at the first call.
   * @throws StyleError; ModelError where the engine cannot run it
   */
  load(engine: EngineDevice, styleId: string, size: NetworkSize): Promise<GpuWeights> {
    const file = this.#entry(styleId).sizes[size];
    if (!file) throw new StyleError(`The style ${styleId} does not come in size ${size}.`);
    const styles = this.#onDevice.get(engine) ?? new Map<string, Promise<GpuWeights>>();
    this.#onDevice.set(engine, styles);
    return remember(styles, file, async () => GpuWeights.create(engine, await this.#model(file)));
  }

  #model(file: string): Promise<Model> {
    return remember(this.#models, file, () => fetchModel(file, this.#checksums[file]));
  }

  #entry(styleId: string): Catalogue['styles'][number] {
    const entry = this.#catalogue.styles.find(({ id }) => id === styleId);
    if (!entry) throw new StyleError(`There is no style named ${styleId}.`);
    return entry;
  }
}

/** Returns the promise cached under `key`, or makes one. A failed promise leaves the cache. */
function remember<T>(cache: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known) return known;
  const made = make();
  cache.set(key, made);
  made.catch((error) => {
    log('styles', `${key} cannot be loaded`, error);
    cache.delete(key);
  });
  return made;
}
