/** The styles the extension ships: catalogue, weights files, and each style's place on the device. */
import * as v from 'valibot';
import catalogueJson from '../../../weights/styles.json';
import { type EngineDevice, GpuWeights, type Model, readModel } from '../../engine';
import { NETWORK_SIZES, type NetworkSize } from '../quality/quality-ladder';

/** A style that cannot be had: not in the catalogue, or its file is missing, changed or unreadable. */
export class StyleError extends Error {
  override name = 'StyleError';
}

const WeightsFile = v.object({
  file: v.pipe(v.string(), v.regex(/^[a-z0-9_.-]+\.safetensors$/i)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/**
 * Share of the last styled frame that stays where the video stands still: sensor noise comes through half as strong.
 * docs/styles.md has the measurements.
 */
const USUAL_BLEND = 0.6;
/** How much of the sharpness that costs is given back. */
const USUAL_SHARPENING = 0.6;

const Catalogue = v.object({
  styles: v.array(
    v.object({
      id: v.string(),
      /** For a style whose strokes need more steadying, or less. */
      blend: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)), USUAL_BLEND),
      /** For a style whose strokes suffer more from it. */
      sharpening: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(2)), USUAL_SHARPENING),
      sizes: v.record(v.picklist(NETWORK_SIZES), v.optional(WeightsFile)),
    }),
  ),
});

export type Catalogue = v.InferOutput<typeof Catalogue>;

/** @throws ValiError where the JSON is no catalogue */
export function parseCatalogue(json: unknown): Catalogue {
  return v.parse(Catalogue, json);
}

const urls = import.meta.glob<string>('../../../weights/*.safetensors', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function fetchModel(file: string, expectedHash: string): Promise<Model> {
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

/** Loads each file once, and each style once a device. A failed load is tried again when next asked for. */
export class StyleLibrary {
  #catalogue = parseCatalogue(catalogueJson);
  #models = new Map<string, Promise<Model>>();
  #onDevice = new WeakMap<EngineDevice, Map<string, Promise<GpuWeights>>>();

  /**
   * Sizes `styleId` comes in.
   * @throws StyleError
   */
  sizes(styleId: string): NetworkSize[] {
    const { sizes } = this.#entry(styleId);
    return NETWORK_SIZES.filter((size) => sizes[size]);
  }

  /**
   * The style's temporal blend, as `Stylizer.stylize` has it.
   * @throws StyleError
   */
  steadying(styleId: string): { blend: number; sharpening: number } {
    const { blend, sharpening } = this.#entry(styleId);
    return { blend, sharpening };
  }

  /**
   * The style on the device, uploaded at the first call.
   * @throws StyleError; ModelError where the engine cannot run it
   */
  load(engine: EngineDevice, styleId: string, size: NetworkSize): Promise<GpuWeights> {
    const entry = this.#entry(styleId).sizes[size];
    if (!entry) throw new StyleError(`The style ${styleId} does not come in size ${size}.`);
    const styles = this.#onDevice.get(engine) ?? new Map<string, Promise<GpuWeights>>();
    this.#onDevice.set(engine, styles);
    return remember(styles, entry.file, async () =>
      GpuWeights.create(engine, await this.#model(entry.file, entry.sha256)),
    );
  }

  #model(file: string, hash: string): Promise<Model> {
    return remember(this.#models, file, () => fetchModel(file, hash));
  }

  #entry(styleId: string): Catalogue['styles'][number] {
    const entry = this.#catalogue.styles.find(({ id }) => id === styleId);
    if (!entry) throw new StyleError(`There is no style named ${styleId}.`);
    return entry;
  }
}

/** The promise kept under `key`, made where there is none and forgotten again if it fails. */
function remember<T>(cache: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known) return known;
  const made = make();
  cache.set(key, made);
  made.catch(() => cache.delete(key));
  return made;
}
