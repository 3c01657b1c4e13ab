import { expect, test } from 'vitest';
import { MODEL_FAULTS } from '../../../../../src/engine/errors';
import { refusalWords } from '../../../../../src/pages/options/styles/refusal-words';

test.each([
  ['not-a-style', 'a.safetensors', /named \.safetensors.*Inkreel’s training/],
  ['not-a-style', 'A.PTH', /PyTorch didn’t write it.*torch\.save/],
  ['not-a-style', 'a.zip', /neither .* nor/],
  ['damaged', 'a.safetensors', /\.safetensors file is damaged.*Inkreel’s training/],
  ['damaged', 'a.pt', /PyTorch file is damaged.*save it again in PyTorch/],
] as const)('%s of %s is worded by the format that the name promises', (fault, file, words) => {
  expect(refusalWords(fault, file)).toMatch(words);
});

test.each(MODEL_FAULTS)('%s says what is wrong, and what to do', (fault) => {
  const sentences = refusalWords(fault, 'a').split(/[.:;] (?=[A-Z])/);
  expect(sentences.length).toBeGreaterThan(1);
});
