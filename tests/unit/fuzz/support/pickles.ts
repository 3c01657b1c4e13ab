/** Random pickles: whole state dicts, and code of any opcodes, nested and shared. */
import fc from '../../../support/property';
import { seldom } from './fuzz';

const character = (...codes: number[]): string => String.fromCharCode(...codes);
const int = (value: number): string =>
  `J${character(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24)}`;
const text = (value: string): string => `\x8c${character(value.length)}${value}`;
const tuple = (values: readonly number[]): string => `(${values.map(int).join('')}t`;

const STORAGES = ['FloatStorage', 'HalfStorage', 'DoubleStorage', 'LongStorage', 'NoStorage'];
const CALLS = ['_rebuild_tensor_v2', '_rebuild_parameter', '_rebuild_tensor', '_rebuild_qtensor'];

/** A storage key: a name, or a value that takes exponential time to convert to one. */
const key = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('0', '1', '2').map(text) },
  fc.integer({ min: 1, max: 60 }).map((depth) => {
    const steps = Array.from({ length: depth }, (_, i) => `q${character(i)}h${character(i)}\x86`);
    return `)${steps.join('')}`;
  }),
  fc.constantFrom('N', '}', ']', int(0), text('../data.pkl'), text('')),
);

const count = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 4 }) },
  fc.constantFrom(0, -1, 2 ** 24, 2 ** 31 - 1),
);

const tensor = fc
  .record({
    call: fc.oneof({ weight: 9, arbitrary: fc.constant(CALLS[0]!) }, fc.constantFrom(...CALLS)),
    storage: fc.oneof({ weight: 9, arbitrary: fc.constant(STORAGES[0]!) }, fc.constantFrom(...STORAGES)),
    key,
    offset: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, count),
    size: fc.array(count, { maxLength: 4 }),
    /** Replaces the stride that the size asks for. */
    stride: seldom(fc.array(count, { maxLength: 4 })),
  })
  .map(({ call, storage, key, offset, size, stride }) => {
    const contiguous = size.map((_, i) =>
      size.slice(i + 1).reduce((product, each) => product * Math.max(1, Math.min(each, 99)), 1),
    );
    const parts = [
      `ctorch._utils\n${call}\n((`,
      `${text('storage')}ctorch\n${storage}\n${key}${text('cpu')}${int(24)}tQ`,
      `${int(offset)}${tuple(size)}${tuple(stride ?? contiguous)}tR`,
    ];
    return parts.join('');
  });

const names = fc.constantFrom('a', 'conv1.conv2d.weight', 'conv1.conv2d.bias', '__proto__', 'state_dict', '');

const dict = fc
  .array(fc.tuple(names, tensor), { maxLength: 5 })
  .map((entries) => `\x80\x02}(${entries.map(([name, code]) => text(name) + code).join('')}u.`);

const opcode = fc.oneof(
  fc.constantFrom(...'(N\x88\x89}])t\x85\x86\x87aesuRbQ\x93\x94.'),
  fc.nat(255).map((at) => `q${character(at % 8)}`),
  fc.nat(255).map((at) => `h${character(at % 8)}`),
  fc.nat(2 ** 31 - 1).map(int),
  fc.string({ maxLength: 9, unit: 'binary-ascii' }).map(text),
  fc.constantFrom('K\x07', 'M\x01\x02', '\x8a\x02\x01\x80', 'G?\xf0\0\0\0\0\0\0', 'X\xff\xff\xff\xff', '\x95'),
  fc.constantFrom(
    'ccollections\nOrderedDict\n',
    'cos\nsystem\n',
    'ctorch\nFloatStorage\n',
    `c${'torch._utils'}\n_rebuild_tensor_v2\n`,
  ),
  tensor,
);

const anyCode = fc.array(opcode, { maxLength: 40 }).map((codes) => `\x80\x02${codes.join('')}.`);

/** Bytes of a `data.pkl`. */
export const pickle: fc.Arbitrary<Uint8Array> = fc
  .oneof({ weight: 3, arbitrary: dict }, { weight: 2, arbitrary: anyCode })
  .map((code) => Uint8Array.from(code, (each) => each.charCodeAt(0)));
