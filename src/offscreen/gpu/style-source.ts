/** Source of a style's networks: the extension's own files, or a file that the user added. */
import { type Model, ModelError, operationsOf, readStyleFile } from '../../engine';
import { readFile } from '../../own-styles/store';
import type { NetworkSize } from '../quality/quality-ladder';

/** A style is not known, or its file is missing, changed or unreadable. */
export class StyleError extends Error {
  override name = 'StyleError';
}

/**
 * Share of the last styled frame that is kept where the picture stands still. It halves sensor noise.
 * docs/research/styles.md has the measurements.
 */
export const DEFAULT_BLEND = 0.6;
/** Share of the sharpness lost to blending that is restored. */
export const DEFAULT_SHARPENING = 0.6;

/** One style, wherever it comes from. */
export interface StyleSource {
  readonly sizes: readonly NetworkSize[];
  /** Options of `Stylizer.stylize`. */
  readonly temporalBlend: { blend: number; sharpening: number };
  /** Reads the network of a size. @throws StyleError, ModelError */
  model(size: NetworkSize): Promise<Model>;
}

/** Operations of a frame of 1280 x 720 up to which a network counts as XS, and as S: halfway between the shipped sizes. */
const [MOST_OF_XS, MOST_OF_S] = [8e9, 20e9];

function sizeOf(model: Model): NetworkSize {
  const operations = operationsOf(model, 720, 1280);
  if (operations <= MOST_OF_XS) return 'XS';
  return operations <= MOST_OF_S ? 'S' : 'M';
}

/**
 * Reads a style that the user added. It has one network, whose cost decides as which size it counts.
 * @throws StyleError where it is not stored on this computer, or cannot be read
 */
export async function ownStyle(id: string): Promise<StyleSource> {
  const file = await readFile(id).catch((cause) => {
    throw new StyleError(`The style ${id} cannot be read.`, { cause });
  });
  if (!file) throw new StyleError(`There is no style named ${id}.`);
  try {
    const model = readStyleFile(file);
    const temporalBlend = { blend: DEFAULT_BLEND, sharpening: DEFAULT_SHARPENING };
    return { sizes: [sizeOf(model)], temporalBlend, model: async () => model };
  } catch (error) {
    if (error instanceof ModelError) throw new StyleError(error.message, { cause: error });
    throw error;
  }
}
