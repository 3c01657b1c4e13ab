import * as v from 'valibot';
import { ModelError } from '../errors';
import { type Graph, parseGraph } from './graph';
import { readSafetensors, type WeightTensor } from './safetensors';
import { checkPicture, inferShapes } from './shapes';

/** Finishes that a style can add on the paper after its network, in the order of the kinds of shaders/io/finish.wgsl. */
export const FINISHES = ['none', 'screentone', 'halftone', 'watercolour', 'graphite'] as const;

export type Finish = (typeof FINISHES)[number];

const StyleInfoSchema = v.object({
  id: v.pipe(v.string(), v.maxLength(64)),
  name: v.pipe(v.string(), v.maxLength(128)),
  description: v.pipe(v.string(), v.maxLength(1024)),
  size: v.string(),
  credit: v.string(),
  licence: v.string(),
  finish: v.optional(v.picklist(FINISHES), 'none'),
});

/** The description of a style in its weights file. */
export type StyleInfo = v.InferOutput<typeof StyleInfoSchema>;

/** A network as data: its graph and its tensors, checked against each other. */
export interface Model {
  readonly graph: Graph;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  readonly style?: StyleInfo;
}

/** Frame size, in units of `multiple`, for which the shapes of a graph are checked when it is read. */
const CHECKED_HEIGHT = 40;
const CHECKED_WIDTH = 48;

/**
 * Reads a style from a safetensors file: the graph of its metadata, checked against its tensors.
 * @throws ModelError with a message that names the layer at fault.
 */
export function readModel(bytes: ArrayBuffer): Model {
  const { tensors, metadata } = readSafetensors(bytes);
  const graph = metadata['inkreel.graph'];
  if (graph === undefined) throw new ModelError('The weights file has no layer graph (inkreel.graph).', 'no-graph');
  const style = metadata['inkreel.style'];
  if (style === undefined) return createModel(parseJson(graph, 'layer graph'), tensors);
  const info = v.safeParse(StyleInfoSchema, parseJson(style, 'style description'));
  if (!info.success) throw new ModelError(`The style description is malformed: ${info.issues[0].message}`, 'damaged');
  return createModel(parseJson(graph, 'layer graph'), tensors, info.output);
}

/** Joins a graph and its tensors into a model. @throws ModelError where they do not fit. */
export function createModel(graphValue: unknown, tensors: ReadonlyMap<string, WeightTensor>, style?: StyleInfo): Model {
  const graph = parseGraph(graphValue);
  const { multiple } = graph;
  checkPicture(graph, inferShapes(graph, tensors, multiple * CHECKED_HEIGHT, multiple * CHECKED_WIDTH));
  for (const [name, { data }] of tensors)
    if (!areFinite(data)) throw new ModelError(`Tensor ${name} has values that are not finite.`, 'not-finite');
  return style ? { graph, tensors, style } : { graph, tensors };
}

/** Loops by index: a style has hundreds of thousands of values, and a picture waits for them. */
function areFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelError(`The ${what} of the weights file is not JSON.`, 'damaged');
  }
}
