import { readFileSync } from 'node:fs';
import { type Golden, parseGoldens } from './goldens';

/** Reads a file of the folder `fixtures`. */
export function loadFixture(file: string): ArrayBuffer {
  return new Uint8Array(readFileSync(new URL(`../fixtures/${file}`, import.meta.url))).buffer;
}

/** Goldens of single layers and of whole networks. */
export const readGoldens = (): Golden[] => parseGoldens(loadFixture('goldens.safetensors'));
