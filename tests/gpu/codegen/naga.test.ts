/** Compiles every shader with Naga: Firefox refuses the shaders that it refuses. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type NagaTarget, openNaga } from '../support/naga';
import { generatedShaders } from './generated-shaders';

// The targets of the systems on which Firefox has WebGPU: macOS and Windows.
describe('Naga', () => {
  const shaders = generatedShaders();
  let compile: (code: string, target: NagaTarget) => string;
  beforeAll(async () => {
    compile = await openNaga();
  });

  /** Names and messages of the shaders that Naga refuses. */
  const refused = (target: NagaTarget) =>
    shaders.flatMap(({ name, code }) => {
      try {
        compile(code, target);
        return [];
      } catch (error) {
        return [`${name}: ${error}`];
      }
    });

  it.each(['metal', 'hlsl'] as const)('accepts every generated shader, and translates it to %s', (target) => {
    expect(shaders.length).toBeGreaterThan(1000);
    expect(shaders.filter(({ name }) => name.startsWith('learning ')).length).toBeGreaterThan(200);
    expect(refused(target)).toEqual([]);
  });

  it.each([
    ['a wrong type', '@compute @workgroup_size(1) fn main() { let x: u32 = 1.5; }'],
    [
      'a write to what is read only',
      '@group(0) @binding(0) var<storage, read> a: array<f32>; @compute @workgroup_size(1) fn main() { a[0] = 1; }',
    ],
    ['an unknown feature', 'enable subgroups; @compute @workgroup_size(1) fn main() {}'],
  ])('refuses %s', (_what, code) => {
    expect(() => compile(code, 'metal')).toThrow();
  });
});
