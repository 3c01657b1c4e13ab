/** All styles at the host: those of the catalogue, those that the user added, and their weights on the device. */
import * as v from 'valibot';
import checksumsJson from '../../../weights/checksums.json';
import catalogueJson from '../../../weights/styles.json';
import { type EngineDevice, GpuWeights, type Model, readModel } from '../../engine';
import { log } from '../../util/log';
import { NETWORK_SIZES, type NetworkSize } from '../quality/quality-ladder';
import { DEFAULT_BLEND, DEFAULT_SHARPENING, ownStyle, StyleError, type StyleSource } from './style-source';

const WeightsFile = v.pipe(v.string(), v.regex(/^[a-z0-9_.-]+\.safetensors$/i));

/** SHA-256 of each weights file, in hexadecimal. */
const Checksums = v.record(WeightsFile, v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)));

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

export { StyleError } from './style-source';

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

const OWN = /^own-/;

/** Finds each style, loads each network and uploads it to a device, each once. A failed load is repeated at the next request. */
export class StyleLibrary {
  readonly #catalogue = parseCatalogue(catalogueJson);
  readonly #checksums = parseChecksums(checksumsJson);
  readonly #sources = new Map<string, Promise<StyleSource>>();
  readonly #models = new Map<string, Promise<Model>>();
  readonly #onDevice = new WeakMap<EngineDevice, Map<string, Promise<GpuWeights>>>();

  /**
   * Finds a style.
   * @throws StyleError
   */
  find(styleId: string): Promise<StyleSource> {
    return remember(this.#sources, styleId, async () =>
      OWN.test(styleId) ? ownStyle(styleId) : this.#shipped(styleId),
    );
  }

  /**
   * Weights of a style on the device, uploaded at the first call.
   * @throws StyleError; ModelError where the engine cannot run it
   */
  load(engine: EngineDevice, styleId: string, size: NetworkSize): Promise<GpuWeights> {
    const styles = this.#onDevice.get(engine) ?? new Map<string, Promise<GpuWeights>>();
    this.#onDevice.set(engine, styles);
    return remember(styles, `${styleId} ${size}`, async () => {
      const source = await this.find(styleId);
      return GpuWeights.create(engine, await source.model(size));
    });
  }

  #shipped(styleId: string): StyleSource {
    const entry = this.#catalogue.styles.find(({ id }) => id === styleId);
    if (!entry) throw new StyleError(`There is no style named ${styleId}.`);
    const { blend, sharpening, sizes } = entry;
    return {
      sizes: NETWORK_SIZES.filter((size) => sizes[size]),
      temporalBlend: { blend, sharpening },
      model: async (size) => {
        const file = sizes[size];
        if (!file) throw new StyleError(`The style ${styleId} does not come in size ${size}.`);
        return remember(this.#models, file, () => fetchModel(file, this.#checksums[file]));
      },
    };
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
