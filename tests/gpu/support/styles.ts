import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Model, readModel } from '../../../src/engine';

/** Reads a shipped style by the name of its file. */
export function modelOf(name: string): Model {
  const bytes = readFileSync(fileURLToPath(new URL(`../../../weights/${name}.safetensors`, import.meta.url)));
  return readModel(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
