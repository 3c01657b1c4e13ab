import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCatalogue, parseChecksums, StyleLibrary } from '../../../../src/offscreen/gpu/style-library';
import checksumsJson from '../../../../weights/checksums.json' with { type: 'json' };
import catalogueJson from '../../../../weights/styles.json' with { type: 'json' };

const files = parseCatalogue(catalogueJson).styles.flatMap(({ sizes }) =>
  Object.values(sizes).filter((file) => file !== undefined),
);

test('the shipped catalogue names at least three styles, each in size S', () => {
  const { styles } = parseCatalogue(catalogueJson);
  expect(styles.length).toBeGreaterThanOrEqual(3);
  for (const { sizes } of styles) expect(sizes.S).toBeDefined();
});

test.each(files)('%s matches its checksum', (file) => {
  const bytes = readFileSync(new URL(`../../../../weights/${file}`, import.meta.url));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(parseChecksums(checksumsJson)[file]);
});

test('a style has the blend of the catalogue, or the default', async () => {
  const library = new StyleLibrary();
  expect((await library.find('scream')).temporalBlend.blend).toBe(0.4);
  expect((await library.find('anime')).temporalBlend).toEqual({ blend: 0.6, sharpening: 0.6 });
  await expect(library.find('unknown')).rejects.toThrow('There is no style named unknown.');
});

test.each([-0.1, 1, Number.NaN, '0.6'])('a catalogue that asks for a blend of %s is refused', (blend) => {
  expect(() => parseCatalogue({ styles: [{ id: 'anime', blend, sizes: {} }] })).toThrow();
});

test.each([-0.1, 2.1, Number.NaN, '0.6'])('a catalogue that asks for a sharpening of %s is refused', (sharpening) => {
  expect(() => parseCatalogue({ styles: [{ id: 'anime', sharpening, sizes: {} }] })).toThrow();
});

test('a file elsewhere is refused', () => {
  expect(() => parseCatalogue({ styles: [{ id: 'anime', sizes: { S: '../manifest.json' } }] })).toThrow();
  expect(() => parseChecksums({ '../manifest.json': '0'.repeat(64) })).toThrow();
});

test('a checksum that is none is refused', () => {
  expect(() => parseChecksums({ 'anime-s.safetensors': 'abc' })).toThrow();
});
