import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Reads a shader by its path below shaders/, without the ending. */
export const readShader = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../shaders/${name}.wgsl`, import.meta.url)), 'utf8');
