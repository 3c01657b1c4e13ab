import { ModelError } from '../errors';
import type { GraphNode, NodeOf } from '../model/graph';
import type { Model } from '../model/model';
import { checkPicture, inferShapes, type Shape } from '../model/shapes';
import { convStep, type OpenConvolution } from './convolution';
import {
  buffersOf,
  concatenation,
  type Expression,
  isStored,
  loadExpression,
  loadsOf,
  pointwiseOf,
  type Tensor,
} from './expression';
import { writeInPlace } from './in-place';
import { type ConvStep, partialsShape, STATISTICS_TILE, type Step, tileOf } from './step';
import { type CompileTarget, normThreads } from './tile-selection';
import { affineParameter, scaleShiftParameter } from './weight-packing';

export interface NetworkPlan {
  readonly steps: readonly Step[];
  /** The network's picture, 3 channels, as an expression: the kernel that draws it computes it. */
  readonly output: Expression;
}

/** A value of the graph: an expression, or the result of a convolution that can still take in further layers. */
type GraphValue = { readonly expression: Expression } | { readonly pending: OpenConvolution };

/** Largest number of buffers in a convolution's input, and in its epilogue. It needs 4 of the 8 that every adapter has. */
const MAX_CONV_READS = 2;
/** Largest number of buffers in an operand of a sum, which binds two operands and the result. */
const MAX_READS = 3;
/** Largest number of buffers in the network's output. The temporal stage binds 3 more, and the result. */
const MAX_SHOWN_READS = 4;
const MAX_JOINED = 6;
/** Largest number of loads a vec4 in an expression, above which it is stored. Each nested shuffle would quadruple the shader. */
const MAX_LOADS = 16;

export interface PlanOptions {
  /** Instance norms' statistics follow the video slowly (shaders/norm/normalise.wgsl) instead of being each frame's own. */
  readonly followed?: boolean;
}

/**
 * Turns a model into dispatches for one network size. Batch norms fold into weights. Pointwise layers, residual sums and the
 * statistics of instance norms join the convolution before them. Everything else stays lazy until a kernel reads it.
 * @throws ModelError where the size does not suit the network.
 */
export function planNetwork(
  model: Model,
  height: number,
  width: number,
  target: CompileTarget,
  options: PlanOptions = {},
): NetworkPlan {
  return new NetworkPlanner(model, height, width, target, options).run();
}

/**
 * Plans a network that draws a video: `planNetwork` with followed statistics.
 * @throws ModelError unless the network gives 3 channels of its input's size, at this size as at any other.
 */
export function planPicture(model: Model, height: number, width: number, target: CompileTarget): NetworkPlan {
  checkPicture(model.graph, inferShapes(model.graph, model.tensors, height, width));
  return planNetwork(model, height, width, target, { followed: true });
}

class NetworkPlanner {
  readonly #shapes: Map<string, Shape>;
  readonly #uses = new Map<string, number>();
  readonly #values = new Map<string, GraphValue>();
  readonly #steps: Step[] = [];
  #tensors = 0;

  readonly #model: Model;
  readonly #target: CompileTarget;
  readonly #options: PlanOptions;

  constructor(model: Model, height: number, width: number, target: CompileTarget, options: PlanOptions) {
    this.#model = model;
    this.#target = target;
    this.#options = options;
    const { graph } = model;
    if (height % graph.multiple !== 0 || width % graph.multiple !== 0)
      throw new ModelError(`The network runs on multiples of ${graph.multiple} pixels, not on ${width}x${height}.`);
    this.#shapes = inferShapes(graph, model.tensors, height, width);
    for (const name of [...graph.nodes.flatMap((node) => node.inputs), graph.output])
      this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
    this.#values.set(graph.input, { expression: { kind: 'frame', shape: this.#shapes.get(graph.input)! } });
  }

  run(): NetworkPlan {
    for (const node of this.#model.graph.nodes) {
      if (!this.#uses.has(node.name)) continue;
      this.#values.set(node.name, this.#visit(node));
      const value = this.#values.get(node.name)!;
      if (
        'expression' in value &&
        (this.#uses.get(node.name)! > 1 || loadsOf(value.expression) > MAX_LOADS) &&
        !isStored(value.expression)
      )
        this.#values.set(node.name, { expression: this.#store(node.name, value.expression) });
    }
    const output = this.#bounded(this.#model.graph.output, MAX_SHOWN_READS);
    return { steps: writeInPlace(this.#steps, output), output };
  }

  #visit(node: GraphNode): GraphValue {
    const shape = this.#shapes.get(node.name)!;
    switch (node.op) {
      case 'conv2d':
        return this.#conv(node);
      case 'instanceNorm':
        return { expression: this.#instanceNorm(node) };
      case 'batchNorm':
        return this.#batchNorm(node);
      case 'add':
        return this.#add(node);
      case 'concat':
        return { expression: this.#concat(node) };
      case 'upsampleNearest':
        return { expression: { kind: 'upsample', shape, of: this.#light(node.inputs[0]) } };
      case 'pixelShuffle':
      case 'pixelUnshuffle': {
        const kind = node.op === 'pixelShuffle' ? 'shuffle' : 'unshuffle';
        return { expression: { kind, shape, of: this.#read(node.inputs[0]), factor: node.factor } };
      }
      default:
        return this.#extend(node.inputs[0], (of) => ({
          kind: 'pointwise',
          shape: of.shape,
          of,
          op: pointwiseOf(node),
        }));
    }
  }

  #conv(node: NodeOf<'conv2d'>): GraphValue {
    const input = this.#light(node.inputs[0]);
    return { pending: { node, input, epilogue: { kind: 'accumulator', shape: this.#shapes.get(node.name)! } } };
  }

  #batchNorm(node: NodeOf<'batchNorm'>): GraphValue {
    const pending = this.#pending(node.inputs[0]);
    if (pending?.epilogue.kind === 'accumulator' && !pending.fold) return { pending: { ...pending, fold: node } };
    const coefficients = affineParameter(this.#model, node);
    return this.#extend(node.inputs[0], (of) => ({ kind: 'affine', shape: of.shape, of, coefficients }));
  }

  #add(node: NodeOf<'add'>): GraphValue {
    const [first, second] = node.inputs;
    const shape = this.#shapes.get(node.name)!;
    const grown = [second, first].find((name) => first !== second && this.#pending(name));
    if (grown !== undefined) {
      const right = this.#bounded(grown === first ? second : first, MAX_CONV_READS);
      const pending = this.#pending(grown)!;
      if (buffersOf(pending.epilogue).size + buffersOf(right).size <= MAX_CONV_READS)
        return { pending: { ...pending, epilogue: { kind: 'add', shape, left: pending.epilogue, right } } };
    }
    const [left, right] = [this.#bounded(first, MAX_READS), this.#bounded(second, MAX_READS)];
    return { expression: { kind: 'add', shape, left, right } };
  }

  #concat(node: NodeOf<'concat'>): Expression {
    let parts = node.inputs.map((name) => this.#readStored(name));
    while (parts.length > MAX_JOINED) {
      const joined = parts.slice(0, MAX_JOINED);
      parts = [this.#store(node.name, concatenation(joined)), ...parts.slice(MAX_JOINED)];
    }
    return concatenation(parts);
  }

  #instanceNorm(node: NodeOf<'instanceNorm'>): Expression {
    const [source] = node.inputs;
    const pending = this.#pending(source);
    const conv = pending && this.#emitConv(pending, true);
    const stored: Expression = conv ? loadExpression(conv.output) : this.#readStored(source);
    const threads = normThreads(this.#target);
    let [partials, tile] = [conv?.statistics, conv && tileOf(conv.tile)];
    if (!partials || !tile) {
      tile = STATISTICS_TILE;
      partials = this.#tensor(partialsShape(stored.shape, tile), true);
      this.#steps.push({ kind: 'statistics', label: node.name, input: stored, threads, output: partials });
    }
    const pair: Shape = { channels: stored.shape.channels, height: 1, width: 2 };
    const coefficients = this.#tensor(pair, true);
    const scaleShift = scaleShiftParameter(this.#model, node, stored.shape.channels);
    this.#steps.push({
      kind: 'normalise',
      label: node.name,
      partials,
      size: stored.shape,
      tile,
      scaleShift,
      eps: node.eps,
      threads,
      output: coefficients,
      ...(this.#options.followed && { followed: { ...this.#tensor(pair, true), persistent: true } }),
    });
    return { kind: 'affine', shape: stored.shape, of: stored, coefficients };
  }

  /** Applies a pointwise layer in the kernel that makes its input, if nothing else reads that input, or else lazily. */
  #extend(name: string, wrap: (of: Expression) => Expression): GraphValue {
    const pending = this.#pending(name);
    if (pending) return { pending: { ...pending, epilogue: wrap(pending.epilogue) } };
    return { expression: wrap(this.#read(name)) };
  }

  /** Returns the open convolution behind a name, if only one layer uses the name. */
  #pending(name: string): OpenConvolution | undefined {
    const value = this.#values.get(name)!;
    return 'pending' in value && this.#uses.get(name) === 1 ? value.pending : undefined;
  }

  #read(name: string): Expression {
    const value = this.#values.get(name)!;
    if ('expression' in value) return value.expression;
    const { output } = this.#emitConv(value.pending, false);
    const expression = loadExpression(output);
    this.#values.set(name, { expression });
    return expression;
  }

  #readStored(name: string): Expression {
    const expression = this.#read(name);
    return isStored(expression) ? expression : this.#store(name, expression);
  }

  /** Returns a value as an expression, stored first if the kernel that reads it would have to bind more than `limit` buffers. */
  #bounded(name: string, limit: number): Expression {
    const expression = this.#read(name);
    return buffersOf(expression).size > limit ? this.#store(name, expression) : expression;
  }

  /** Returns a value that costs at most one load to compute, so that a kernel can read it several times a pixel. */
  #light(name: string): Expression {
    const expression = this.#bounded(name, MAX_CONV_READS);
    return loadsOf(expression) > 1 ? this.#store(name, expression) : expression;
  }

  #store(label: string, input: Expression): Expression {
    const output = this.#tensor(input.shape, false);
    this.#steps.push({ kind: 'map', label, input, output });
    return loadExpression(output);
  }

  #emitConv(convolution: OpenConvolution, statistics: boolean): ConvStep {
    const tensor = (shape: Shape, keepF32: boolean) => this.#tensor(shape, keepF32);
    const step = convStep(convolution, statistics, this.#model, this.#target, tensor);
    this.#steps.push(step);
    return step;
  }

  #tensor(shape: Shape, keepF32: boolean): Tensor {
    return { id: this.#tensors++, shape, keepF32 };
  }
}
