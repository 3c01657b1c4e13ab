import { ModelError } from '../../errors';
import { GlobalName, PersistentId, type PickleValue } from './pickle-values';

const MARK = Symbol('mark');
type Slot = PickleValue | typeof MARK;

/** Makes a call by name. @throws ModelError for names that a pickle must not call */
export type Reducer = (name: string, parameters: PickleValue[]) => PickleValue;

const MAX_STEPS = 1_000_000;

/**
 * Reads a pickle (protocols 2 to 5, the opcodes that torch.save writes) without running code: names stay names, and `reduce`
 * makes the only calls.
 * @throws ModelError for other opcodes and for malformed pickles.
 */
export function readPickle(bytes: Uint8Array, reduce: Reducer): PickleValue {
  return new PickleReader(bytes, reduce).read();
}

/** Reads the pickles of a stream one after the other. */
export class PickleReader {
  readonly #view: DataView;
  readonly #stack: Slot[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #at = 0;

  readonly #bytes: Uint8Array;
  readonly #reduce: Reducer;

  constructor(bytes: Uint8Array, reduce: Reducer) {
    this.#bytes = bytes;
    this.#reduce = reduce;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Offset of the byte after the last pickle. */
  get end(): number {
    return this.#at;
  }

  /** Reads the next pickle. @throws ModelError */
  read(): PickleValue {
    this.#memo.clear();
    this.#stack.length = 0;
    try {
      for (let step = 0; step < MAX_STEPS; step++) {
        const opcode = String.fromCharCode(this.#byte());
        if (opcode === '.') return this.#pop();
        this.#execute(opcode);
      }
    } catch (error) {
      if (error instanceof RangeError) throw malformed('it ends too early');
      throw error;
    }
    throw malformed('it is too long');
  }

  #execute(opcode: string): unknown {
    switch (opcode) {
      case '\x80': // PROTO
        this.#at += 1;
        return;
      case '\x95': // FRAME
        this.#at += 8;
        return;
      case '(':
        this.#stack.push(MARK);
        return;
      case 'N':
        return this.#push(null);
      case '\x88':
        return this.#push(true);
      case '\x89':
        return this.#push(false);
      case 'J':
        return this.#push(this.#view.getInt32(this.#skip(4), true));
      case 'K':
        return this.#push(this.#byte());
      case 'M':
        return this.#push(this.#view.getUint16(this.#skip(2), true));
      case '\x8a': // LONG1
        return this.#push(this.#long(this.#byte()));
      case 'G':
        return this.#push(this.#view.getFloat64(this.#skip(8)));
      case 'X':
        return this.#push(this.#text(this.#view.getUint32(this.#skip(4), true)));
      case '\x8c': // SHORT_BINUNICODE
        return this.#push(this.#text(this.#byte()));
      case 'c':
        return this.#push(new GlobalName(`${this.#line()}.${this.#line()}`));
      case '\x93': {
        // STACK_GLOBAL
        const name = this.#string();
        return this.#push(new GlobalName(`${this.#string()}.${name}`));
      }
      case 'Q':
        return this.#push(new PersistentId(this.#pop()));
      case '}':
        return this.#push(new Map());
      case ']':
      case ')':
        return this.#push([]);
      case '\x85': // TUPLE1, 2, 3
      case '\x86':
      case '\x87':
        return this.#push(this.#take(opcode.charCodeAt(0) - 0x84));
      case 't':
        return this.#push(this.#untilMark());
      case 'a':
        return this.#extend([this.#pop()]);
      case 'e':
        return this.#extend(this.#untilMark());
      case 's':
        return this.#set(this.#take(2));
      case 'u':
        return this.#set(this.#untilMark());
      case 'R': {
        const parameters = this.#pop();
        const name = this.#pop();
        if (!(name instanceof GlobalName) || !Array.isArray(parameters)) throw malformed('it calls what is no name');
        return this.#push(this.#reduce(name.name, parameters));
      }
      case '\x81': // NEWOBJ
        throw new ModelError('The file holds a whole model with its class, not its state_dict().', 'whole-model');
      case 'b': // BUILD: sets attributes of an object; none matter here.
        this.#pop();
        return;
      case 'q':
        return this.#remember(this.#byte());
      case 'r':
        return this.#remember(this.#view.getUint32(this.#skip(4), true));
      case '\x94': // MEMOIZE
        return this.#remember(this.#memo.size);
      case 'h':
        return this.#push(this.#recall(this.#byte()));
      case 'j':
        return this.#push(this.#recall(this.#view.getUint32(this.#skip(4), true)));
      default:
        throw malformed(`opcode ${JSON.stringify(opcode)} is not used by PyTorch`);
    }
  }

  #push(value: PickleValue): void {
    this.#stack.push(value);
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw malformed('its stack runs empty');
    return value;
  }

  /** Pops a string. Any other value is refused: converting nested shared tuples would take exponential time. */
  #string(): string {
    const value = this.#pop();
    if (typeof value !== 'string') throw malformed('a name is no string');
    return value;
  }

  #take(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.#pop()).reverse();
  }

  #untilMark(): PickleValue[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw malformed('a mark is missing');
    const values = this.#stack.splice(mark).slice(1);
    return values as PickleValue[];
  }

  #extend(values: PickleValue[]): void {
    const list = this.#stack.at(-1);
    if (!Array.isArray(list)) throw malformed('it appends to what is no list');
    for (const value of values) list.push(value);
  }

  #set(pairs: PickleValue[]): void {
    const map = this.#stack.at(-1);
    if (!(map instanceof Map) || pairs.length % 2 !== 0) throw malformed('it sets items of what is no dictionary');
    for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i]!, pairs[i + 1]!);
  }

  #remember(key: number): void {
    const value = this.#stack.at(-1);
    if (value === undefined || value === MARK) throw malformed('its stack runs empty');
    this.#memo.set(key, value);
  }

  #recall(key: number): PickleValue {
    const value = this.#memo.get(key);
    if (value === undefined) throw malformed('it recalls what it never kept');
    return value;
  }

  #byte(): number {
    return this.#view.getUint8(this.#skip(1));
  }

  #skip(count: number): number {
    const at = this.#at;
    this.#at += count;
    return at;
  }

  #long(bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += this.#byte() * 256 ** i;
    return value >= 256 ** bytes / 2 ? value - 256 ** bytes : value;
  }

  #text(length: number): string {
    const at = this.#skip(length);
    if (this.#at > this.#bytes.length) throw malformed('it ends too early');
    return new TextDecoder().decode(this.#bytes.subarray(at, this.#at));
  }

  #line(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    if (end < 0) throw malformed('it ends too early');
    const text = this.#text(end - this.#at);
    this.#at++;
    return text;
  }
}

function malformed(what: string): ModelError {
  return new ModelError(`The file's pickle cannot be read: ${what}.`, 'damaged');
}
