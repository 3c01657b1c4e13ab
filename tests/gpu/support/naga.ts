import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** A form into which Naga translates: those of Metal and Direct3D, and WGSL itself. */
export type NagaTarget = 'wgsl' | 'metal' | 'hlsl';

interface NagaModule {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  compileShader(code: string, target: NagaTarget): string;
}

const PACKAGE = 'wgsl-wasm-transpiler-bundler';

/**
 * Opens Naga, the shader compiler of Firefox.
 * @returns a function that parses, validates and translates WGSL; it throws the message where Naga refuses the shader
 */
export async function openNaga(): Promise<(code: string, target: NagaTarget) => string> {
  const { resolve } = createRequire(import.meta.url);
  const glue = resolve(`${PACKAGE}/wgsl_wasm_transpiler_bg.js`);
  const bindings = (await import(pathToFileURL(glue).href)) as NagaModule;
  const module = await WebAssembly.compile(readFileSync(resolve(`${PACKAGE}/wgsl_wasm_transpiler_bg.wasm`)));
  const imports = { './wgsl_wasm_transpiler_bg.js': bindings as unknown as WebAssembly.ModuleImports };
  const { exports } = await WebAssembly.instantiate(module, imports);
  bindings.__wbg_set_wasm(exports);
  (exports as { __wbindgen_start?: () => void }).__wbindgen_start?.();
  return (code, target) => bindings.compileShader(code, target);
}
