import type { Parameter, Tensor } from '../compiler/expression';

/** What a kernel binds, in binding order. */
export type Resource =
  | {
      readonly kind: 'tensor';
      readonly tensor: Tensor;
      readonly access: 'read' | 'read_write';
      /** The tensor in whose memory this one lies. */
      readonly aliasOf?: Tensor;
    }
  | { readonly kind: 'parameter'; readonly parameter: Parameter }
  | { readonly kind: 'frame' }
  | { readonly kind: 'sampler' }
  | { readonly kind: 'external'; readonly name: string; readonly declaration: string };

/** Collects a kernel's bindings and their WGSL declarations. `half` says how inexact values are stored. */
export class Bindings {
  readonly resources: Resource[] = [];
  readonly #names = new Map<string, string>();
  readonly #declarations: string[] = [];

  readonly #storeF16: boolean;

  constructor(storeF16: boolean) {
    this.#storeF16 = storeF16;
  }

  tensor(tensor: Tensor, access: 'read' | 'read_write' = 'read', name?: string): string {
    const declare = (at: string) => this.#declaration(at, tensor, access);
    return this.#bind(`t${tensor.id}`, name, declare, { kind: 'tensor', tensor, access });
  }

  /** What the kernel makes. `over` is the same memory under either name: to be called before anything reads it. */
  result(tensor: Tensor, over?: Tensor): void {
    const name = this.#bind(`t${tensor.id}`, 'result', (at) => this.#declaration(at, tensor, 'read_write'), {
      kind: 'tensor',
      tensor,
      access: 'read_write',
      ...(over && { aliasOf: over }),
    });
    if (over) this.#names.set(`t${over.id}`, name);
  }

  /** What the kernel makes, packed into 32 bits a value instead of vectors. */
  packed(tensor: Tensor, name: string): void {
    const declare = (at: string) => `var<storage, read_write> ${at}: array<u32>;`;
    this.#bind(`t${tensor.id}`, name, declare, { kind: 'tensor', tensor, access: 'read_write' });
  }

  /** `scalars` of f16 in the kernel's eyes, instead of vectors. */
  parameter(parameter: Parameter, name?: string, scalars = false): string {
    const declare = (at: string) =>
      scalars ? `var<storage, read> ${at}: array<f16>;` : this.#declaration(at, parameter, 'read');
    return this.#bind(`p${parameter.key}`, name, declare, { kind: 'parameter', parameter });
  }

  frame(): string {
    return this.#bind('frame', 'frame', () => 'var frame: texture_2d<f32>;', { kind: 'frame' });
  }

  /** A sampler that clamps to the edge, for gathering. */
  sampler(): string {
    return this.#bind('sampler', 'edge', () => 'var edge: sampler;', { kind: 'sampler' });
  }

  external(name: string, declaration: string): string {
    return this.#bind(name, name, () => declaration, { kind: 'external', name, declaration });
  }

  code(): string {
    return this.#declarations.join('\n');
  }

  #declaration(name: string, { keepF32: exact }: Tensor | Parameter, access: 'read' | 'read_write'): string {
    return `var<storage, ${access}> ${name}: array<vec4<${this.#storeF16 && !exact ? 'f16' : 'f32'}>>;`;
  }

  #bind(key: string, wanted: string | undefined, declare: (name: string) => string, resource: Resource): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const index = this.resources.length;
    const name = wanted ?? `buffer${index}`;
    this.#names.set(key, name);
    this.resources.push(resource);
    this.#declarations.push(`@group(0) @binding(${index}) ${declare(name)}`);
    return name;
  }
}
