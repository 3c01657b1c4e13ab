import { readFileSync } from 'node:fs';
import { decodePng, type Picture } from './picture';

/** What PyTorch makes of the still test clip (`original`: the clip itself): written by tests/browser/golden/make.py. */
export const golden = (name: string): Picture =>
  decodePng(readFileSync(new URL(`../browser/golden/${name}.png`, import.meta.url)));

/** Screen against PyTorch, in 1/255 mean: the bound of the product, colour conversion included. */
export const EXACT = 4;
