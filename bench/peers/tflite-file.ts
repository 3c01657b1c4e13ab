import { Builder } from 'flatbuffers';

/** Operators, and the options in the union that go with each. */
const OPERATORS = {
  add: { code: 0, options: 11 },
  conv: { code: 3, options: 1 },
  depthToSpace: { code: 5, options: 94 },
  mul: { code: 18, options: 21 },
  relu: { code: 19, options: 0 },
  spaceToDepth: { code: 26, options: 19 },
  pad: { code: 34, options: 22 },
  mean: { code: 40, options: 27 },
  sub: { code: 41, options: 28 },
  rsqrt: { code: 76, options: 0 },
  resizeNearest: { code: 97, options: 74 },
  mirrorPad: { code: 100, options: 77 },
} as const;
export type Operator = keyof typeof OPERATORS;

export const [FLOAT32, INT32] = [0, 2];
/** Options of an operator, field by field. */
export type OperatorOptions = readonly {
  readonly field: number;
  readonly value: number;
  readonly type: 'int8' | 'int32';
}[];

export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: number;
  readonly data?: Float32Array | Int32Array;
}

export interface TfliteStep {
  readonly operator: Operator;
  readonly inputs: readonly number[];
  readonly output: number;
  readonly options: OperatorOptions;
}

/** Writes the file of a model: its tensors, and its steps in their order. */
export function serialised(
  tensors: readonly TfliteTensor[],
  steps: readonly TfliteStep[],
  input: number,
  output: number,
) {
  const file = new Builder(1 << 20);
  const table = (fields: number, fill: () => void): number => {
    file.startObject(fields);
    fill();
    return file.endObject();
  };
  const offsets = (all: readonly number[]): number => {
    file.startVector(4, all.length, 4);
    for (const each of [...all].reverse()) file.addOffset(each);
    return file.endVector();
  };
  const ints = (all: readonly number[]): number => {
    file.startVector(4, all.length, 4);
    for (const each of [...all].reverse()) file.addInt32(each);
    return file.endVector();
  };
  const bufferOf = (data?: Float32Array | Int32Array): number => {
    if (!data) return table(3, () => {});
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    file.startVector(1, bytes.length, 16);
    for (let i = bytes.length - 1; i >= 0; i--) file.addInt8(bytes[i]!);
    const vector = file.endVector();
    return table(3, () => file.addFieldOffset(0, vector, 0));
  };
  // Buffer 0 stands for no data.
  const constants = tensors.filter(({ data }) => data);
  const buffers = offsets([undefined, ...constants.map(({ data }) => data)].map(bufferOf));
  const tensorTables = offsets(
    tensors.map((tensor) => {
      const [shape, name] = [ints(tensor.shape), file.createString(tensor.name)];
      return table(8, () => {
        file.addFieldOffset(0, shape, 0);
        file.addFieldInt8(1, tensor.type, 0);
        file.addFieldInt32(2, tensor.data ? constants.indexOf(tensor) + 1 : 0, 0);
        file.addFieldOffset(3, name, 0);
      });
    }),
  );
  const used = [...new Set(steps.map(({ operator }) => operator))];
  const codes = offsets(
    used.map((operator) =>
      table(4, () => {
        file.addFieldInt8(0, OPERATORS[operator].code, 0);
        file.addFieldInt32(2, 1, 0);
        file.addFieldInt32(3, OPERATORS[operator].code, 0);
      }),
    ),
  );
  const stepTables = offsets(
    steps.map(({ operator, inputs, output: result, options }) => {
      const [from, to] = [ints(inputs), ints([result])];
      const union = OPERATORS[operator].options;
      const details = table(8, () => {
        for (const { field, value, type } of options)
          if (type === 'int8') file.addFieldInt8(field, value, -1);
          else file.addFieldInt32(field, value, -1);
      });
      return table(9, () => {
        file.addFieldInt32(0, used.indexOf(operator), 0);
        file.addFieldOffset(1, from, 0);
        file.addFieldOffset(2, to, 0);
        if (union === 0) return;
        file.addFieldInt8(3, union, 0);
        file.addFieldOffset(4, details, 0);
      });
    }),
  );
  const [inputs, outputs, name] = [ints([input]), ints([output]), file.createString('main')];
  const graph = table(5, () => {
    for (const [field, offset] of [tensorTables, inputs, outputs, stepTables, name].entries())
      file.addFieldOffset(field, offset, 0);
  });
  const graphs = offsets([graph]);
  const description = file.createString('Inkreel');
  const root = table(8, () => {
    file.addFieldInt32(0, 3, 0);
    for (const [i, offset] of [codes, graphs, description, buffers].entries()) file.addFieldOffset(i + 1, offset, 0);
  });
  file.finish(root, 'TFL3');
  return file.asUint8Array().slice();
}
