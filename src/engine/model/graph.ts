import * as v from 'valibot';
import { ModelError } from '../errors';

/** The layer graph of docs/weights-format.md. */

const MAX_NODES = 512;
const MAX_MULTIPLE = 64;

const identifier = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
/** Bounds of the normal numbers of f32. Shaders have no others: beyond them is infinity, below them may be 0. */
const [LARGEST, SMALLEST] = [3.4e38, 1.2e-38];
const finite = v.pipe(v.number(), v.minValue(-LARGEST), v.maxValue(LARGEST));
const positive = v.pipe(finite, v.minValue(SMALLEST));
const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const one = v.tuple([identifier]);
const two = v.tuple([identifier, identifier]);

const NodeSchema = v.variant('op', [
  v.object({
    op: v.literal('conv2d'),
    name: identifier,
    inputs: one,
    weight: identifier,
    bias: v.optional(identifier),
    stride: v.picklist([1, 2]),
    padding: whole(0, 16),
    padMode: v.picklist(['zero', 'reflect', 'replicate']),
  }),
  v.object({
    op: v.literal('instanceNorm'),
    name: identifier,
    inputs: one,
    scale: v.optional(identifier),
    shift: v.optional(identifier),
    eps: positive,
  }),
  v.object({
    op: v.literal('batchNorm'),
    name: identifier,
    inputs: one,
    scale: identifier,
    shift: identifier,
    mean: identifier,
    variance: identifier,
    eps: positive,
  }),
  v.object({ op: v.picklist(['relu', 'tanh', 'sigmoid']), name: identifier, inputs: one }),
  v.object({ op: v.literal('leakyRelu'), name: identifier, inputs: one, slope: finite }),
  v.object({ op: v.literal('clamp'), name: identifier, inputs: one, min: finite, max: finite }),
  v.object({ op: v.picklist(['multiply', 'addConstant']), name: identifier, inputs: one, value: finite }),
  v.object({ op: v.literal('add'), name: identifier, inputs: two }),
  v.object({
    op: v.literal('concat'),
    name: identifier,
    inputs: v.pipe(v.array(identifier), v.minLength(2), v.maxLength(8)),
  }),
  v.object({ op: v.literal('upsampleNearest'), name: identifier, inputs: one, scale: v.literal(2) }),
  v.object({ op: v.picklist(['pixelShuffle', 'pixelUnshuffle']), name: identifier, inputs: one, factor: whole(1, 8) }),
]);

const GraphSchema = v.object({
  version: v.literal(1),
  input: v.literal('image'),
  multiple: whole(1, MAX_MULTIPLE),
  nodes: v.pipe(v.array(NodeSchema), v.minLength(1), v.maxLength(MAX_NODES)),
  output: identifier,
});

export type Graph = v.InferOutput<typeof GraphSchema>;
export type GraphNode = v.InferOutput<typeof NodeSchema>;
export type NodeOf<Op extends GraphNode['op']> = Extract<GraphNode, { op: Op }>;

/** Checks the form of a graph and that every name is defined once, before it is used. @throws ModelError */
export function parseGraph(value: unknown): Graph {
  const result = v.safeParse(GraphSchema, value);
  if (!result.success) {
    const issue = result.issues[0];
    throw new ModelError(`The layer graph is malformed at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}`);
  }
  const graph = result.output;
  const defined = new Set([graph.input as string]);
  for (const node of graph.nodes) {
    for (const input of node.inputs)
      if (!defined.has(input))
        throw new ModelError(`Layer ${node.name} reads ${input}, which is not defined before it.`);
    if (defined.has(node.name)) throw new ModelError(`Layer ${node.name} is defined twice.`);
    defined.add(node.name);
  }
  if (!defined.has(graph.output)) throw new ModelError(`The graph's output ${graph.output} is not defined.`);
  return graph;
}
