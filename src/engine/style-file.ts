/** Reads a style from a file of either format. */
import { ModelError } from './errors';
import { type Model, readModel } from './model/model';
import { isBarePickle } from './model/pytorch/legacy';
import { readPth } from './model/pytorch/pth';

/** First bytes of a zip archive, which torch.save writes. */
const ZIP = [0x50, 0x4b];
const BRACE = 0x7b;

/**
 * Reads our safetensors files and the `.pth` files of fast neural style. The first bytes tell them apart, not the name.
 * @throws ModelError for any other file
 */
export function readStyleFile(file: ArrayBuffer): Model {
  const start = new Uint8Array(file, 0, Math.min(9, file.byteLength));
  if (ZIP.every((byte, i) => start[i] === byte) || isBarePickle(file)) return readPth(file);
  // The JSON of a safetensors header begins after its length.
  if (start[8] !== BRACE) throw new ModelError('The file is neither safetensors nor a PyTorch archive.', 'not-a-style');
  return readModel(file);
}
