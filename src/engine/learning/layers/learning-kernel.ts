import mapSource from '../../../../shaders/learning/map.wgsl?raw';
import writeSource from '../../../../shaders/learning/write.wgsl?raw';
import totalSource from '../../../../shaders/lib/workgroup-sum.wgsl?raw';
import { Bindings } from '../../codegen/bindings';
import { assemble } from '../../codegen/kernel';
import { expand, type TemplateParameters } from '../../codegen/wgsl-preprocessor';
import { type Parameter, type Tensor, vectorsOf } from '../../compiler/expression';
import { normThreads } from '../../compiler/tile-selection';
import type { Shape } from '../../model/shapes';
import type { PackedParameter, PackedParameters } from './parameters';
import type { Destination, LearningKernel, Tape } from './tape';

/** Names under which a kernel asks for a parameter and for its gradient: the keys of the external bindings. */
const valueName = ({ name }: PackedParameter): string => name;
const gradientName = ({ name }: PackedParameter): string => `${name} gradient`;

/** Places of parameters in their buffers, by the names under which kernels ask for them. */
export function parameterBindings(
  parameters: PackedParameters,
  values: GPUBuffer,
  gradients?: GPUBuffer,
): Record<string, GPUBindingResource> {
  const bindings: Record<string, GPUBindingResource> = {};
  for (const parameter of parameters.all) {
    const place = { offset: parameter.offset * 16, size: parameter.vectors * 16 };
    bindings[valueName(parameter)] = { buffer: values, ...place };
    if (gradients) bindings[gradientName(parameter)] = { buffer: gradients, ...place };
  }
  return bindings;
}

/** Bindings of a kernel, by the names in its WGSL. */
export interface Bound {
  /** Tensors that are read. */
  readonly reads?: Readonly<Record<string, Tensor>>;
  /** Tensors that are written without a destination. */
  readonly writes?: Readonly<Record<string, Tensor>>;
  readonly parameters?: Readonly<Record<string, PackedParameter>>;
  /** Values that never change. */
  readonly constants?: Readonly<Record<string, Parameter>>;
  /** Parameters whose gradients are written. */
  readonly gradients?: Readonly<Record<string, PackedParameter>>;
  /** Other buffers: the declaration without its binding, by the name of the external binding. */
  readonly externals?: Readonly<Record<string, string>>;
}

interface KernelDescription {
  readonly label: string;
  readonly sources: readonly string[];
  readonly parameters: TemplateParameters;
  readonly workgroups: readonly [number, number, number];
  /** Destination of the results, for kernels that end in shaders/learning/write.wgsl. */
  readonly destination?: Destination;
  readonly bound: Bound;
  /** See LearningKernel. */
  readonly products?: number;
  /** Tensors that may share another tensor's binding, by the text parameter that stands for it. */
  readonly shared?: Readonly<Record<string, Tensor>>;
}

/** Writes a kernel of learning: f32 throughout. */
export function learningKernel(description: KernelDescription): LearningKernel {
  const { label, sources, parameters, workgroups, destination, bound, shared = {} } = description;
  const bindings = new Bindings(false);
  for (const [name, tensor] of Object.entries(bound.reads ?? {})) bindings.tensor(tensor, 'read', name);
  const names = Object.entries(shared).map(([text, tensor]) => [text, bindings.tensor(tensor)]);
  const ends = destination?.bind(bindings) ?? {};
  for (const [name, tensor] of Object.entries(bound.writes ?? {})) bindings.tensor(tensor, 'read_write', name);
  for (const [name, parameter] of Object.entries(bound.parameters ?? {}))
    bindings.external(valueName(parameter), `var<storage, read> ${name}: array<vec4f>;`);
  for (const [name, parameter] of Object.entries(bound.gradients ?? {}))
    bindings.external(gradientName(parameter), `var<storage, read_write> ${name}: array<vec4f>;`);
  for (const [name, constant] of Object.entries(bound.constants ?? {})) bindings.parameter(constant, name);
  for (const [name, declaration] of Object.entries(bound.externals ?? {})) bindings.external(name, declaration);
  const source = [destination ? writeSource : '', ...sources].join('\n');
  const body = expand(source, { ...parameters, ...ends, ...Object.fromEntries(names) });
  return { ...assemble(label, 'f32', bindings, workgroups, body), products: description.products ?? 0 };
}

/** Writes a kernel that makes each vector by itself. @param source the WGSL of `value` */
export function mapKernel(
  description: Omit<KernelDescription, 'sources' | 'workgroups'> & {
    readonly source: string;
    readonly destination: Destination;
    readonly planes: number;
    readonly shape: Pick<Shape, 'height' | 'width'>;
  },
): LearningKernel {
  const { source, planes, shape, parameters, ...rest } = description;
  return learningKernel({
    ...rest,
    sources: [source, mapSource],
    parameters: { ...parameters, HEIGHT: shape.height, WIDTH: shape.width },
    workgroups: [Math.ceil((shape.height * shape.width) / 64), planes, 1],
  });
}

/** Writes a kernel that sums over a workgroup. */
export const sumKernel = ({ target }: Tape, description: KernelDescription): LearningKernel =>
  learningKernel({
    ...description,
    sources: [totalSource, ...description.sources],
    parameters: { ...description.parameters, THREADS: normThreads(target) },
  });

/** Arithmetic that a GPU does while it reads or writes a byte. */
const FLOP_PER_BYTE = 20;

/** Relative time of a kernel, by its arithmetic and its memory traffic. */
export function costOf({ products, resources }: LearningKernel): number {
  const bytes = resources.reduce(
    (sum, resource) => (resource.kind === 'tensor' ? sum + vectorsOf(resource.tensor.shape) * 16 : sum),
    0,
  );
  return Math.max(2 * products, bytes * FLOP_PER_BYTE);
}
