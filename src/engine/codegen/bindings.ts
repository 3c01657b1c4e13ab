import type { Parameter, Tensor } from '../compiler/expression';

/** A resource that a kernel binds. */
export type Resource =
  | {
      readonly kind: 'tensor';
      readonly tensor: Tensor;
      readonly access: 'read' | 'read_write';
      /** The tensor whose memory this one shares. */
      readonly aliasOf?: Tensor;
    }
  | { readonly kind: 'parameter'; readonly parameter: Parameter }
  | { readonly kind: 'frame' }
  | { readonly kind: 'sampler' }
  | { readonly kind: 'external'; readonly name: string; readonly declaration: string };

/** Most sizes that a kernel reads from a uniform; any more are literals. */
const MOST_SIZES = 24;

/** Collects a kernel's bindings, in binding order, with their WGSL declarations. */
export class Bindings {
  readonly resources: Resource[] = [];
  readonly #names = new Map<string, string>();
  readonly #declarations: string[] = [];

  readonly #storeF16: boolean;
  readonly #sizes: number[] | undefined;

  /**
   * @param storeF16 stores tensors and parameters in f16, except those that keep f32
   * @param anySize reads sizes from a uniform: kernels of all sizes then share their code
   */
  constructor(storeF16: boolean, anySize = false) {
    this.#storeF16 = storeF16;
    this.#sizes = anySize ? [] : undefined;
  }

  /** WGSL of a size, u32: a literal, or a place in the uniform. Equal sizes get places of their own, so that code never depends on them. */
  size(value: number): string {
    const sizes = this.#sizes;
    if (!sizes || sizes.length === MOST_SIZES) return `${value}u`;
    const parameter: Parameter = {
      // All sizes are known once the kernel is written.
      get key() {
        return `sizes ${sizes.join(' ')}`;
      },
      keepF32: true,
      isUniform: true,
      build: () => Float32Array.from({ length: MOST_SIZES }, (_, i) => sizes[i] ?? 0),
    };
    const declare = (at: string) => `var<uniform> ${at}: array<vec4f, ${MOST_SIZES / 4}>;`;
    const name = this.#bind('sizes', 'sizes', declare, { kind: 'parameter', parameter });
    const at = sizes.push(value) - 1;
    return `u32(${name}[${at >> 2}][${at & 3}])`;
  }

  /** Binds a tensor and returns its name in WGSL. */
  tensor(tensor: Tensor, access: 'read' | 'read_write' = 'read', name?: string): string {
    // Tensors share buffers, which may be written: kernels of any size must not differ by where the memory plan puts them.
    const declare = (at: string) => this.#declaration(at, tensor, this.#sizes ? 'read_write' : access);
    return this.#bind(`t${tensor.id}`, name, declare, { kind: 'tensor', tensor, access });
  }

  /**
   * Binds the kernel's result as `result`. Call it before binding anything that reads `aliasOf`.
   * @param aliasOf a tensor over which the result is written: the kernel reads and writes it by one binding
   */
  result(tensor: Tensor, aliasOf?: Tensor): void {
    const name = this.#bind(`t${tensor.id}`, 'result', (at) => this.#declaration(at, tensor, 'read_write'), {
      kind: 'tensor',
      tensor,
      access: 'read_write',
      ...(aliasOf && { aliasOf }),
    });
    if (aliasOf) this.#names.set(`t${aliasOf.id}`, name);
  }

  /** Binds a result of u32 values instead of vectors. */
  packed(tensor: Tensor, name: string): void {
    const declare = (at: string) => `var<storage, read_write> ${at}: array<u32>;`;
    this.#bind(`t${tensor.id}`, name, declare, { kind: 'tensor', tensor, access: 'read_write' });
  }

  /** @param scalars declares f16 scalars instead of vectors */
  parameter(parameter: Parameter, name?: string, scalars = false): string {
    const declare = (at: string) =>
      scalars ? `var<storage, read> ${at}: array<f16>;` : this.#declaration(at, parameter, 'read');
    return this.#bind(`p${parameter.key}`, name, declare, { kind: 'parameter', parameter });
  }

  /** Binds the network's input texture. */
  frame(): string {
    return this.#bind('frame', 'frame', () => 'var frame: texture_2d<f32>;', { kind: 'frame' });
  }

  /** Binds a sampler that clamps to the edge, for gathering. */
  sampler(): string {
    return this.#bind('sampler', 'edge', () => 'var edge: sampler;', { kind: 'sampler' });
  }

  /**
   * Binds a resource that comes with the frame (`ExternalBindings`) under the name it is declared with.
   * @param source its name among the external bindings, if that is another one
   */
  external(name: string, declaration: string, source = name): string {
    return this.#bind(name, name, () => declaration, { kind: 'external', name: source, declaration });
  }

  /** The WGSL declarations of everything bound so far. */
  code(): string {
    return this.#declarations.join('\n');
  }

  #declaration(name: string, { keepF32 }: Tensor | Parameter, access: 'read' | 'read_write'): string {
    return `var<storage, ${access}> ${name}: array<vec4<${this.#storeF16 && !keepF32 ? 'f16' : 'f32'}>>;`;
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
