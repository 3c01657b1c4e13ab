/** Reads a style from a file of either format. */
import { ModelError } from './errors';
import { type Model, readModel } from './model/model';
import { readPth } from './model/pytorch/pth';

/** First bytes of a zip archive, which torch.save writes. */
const ZIP = [0x50, 0x4b];
/** First byte of a pickle: torch.save's format before PyTorch 1.6. */
const PICKLE = 0x80;
const BRACE = 0x7b;

/**
 * Reads our safetensors files and the `.pth` files of fast neural style. The first bytes tell them apart, not the name.
 * @throws ModelError for any other file
 */
export function readStyleFile(file: ArrayBuffer): Model {
  const start = new Uint8Array(file, 0, Math.min(9, file.byteLength));
  if (ZIP.every((byte, i) => start[i] === byte)) return readPth(file);
  if (start[0] === PICKLE && start[1] === 2)
    throw new ModelError('The file is a bare pickle, as torch.save wrote before PyTorch 1.6.', 'old-pytorch');
  // The JSON of a safetensors header begins after its length.
  if (start[8] !== BRACE) throw new ModelError('The file is neither safetensors nor a PyTorch archive.', 'not-a-style');
  return readModel(file);
}
