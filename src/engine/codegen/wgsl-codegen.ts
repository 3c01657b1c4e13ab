import { type Expression, groupsOf, isAligned, type Pointwise } from '../compiler/expression';
import type { Bindings } from './bindings';

/** WGSL names of the place that an expression is computed for. */
interface Position {
  readonly group: string;
  readonly y: string;
  readonly x: string;
}

/** Writes expressions as WGSL functions. */
class Emitter {
  readonly #lines: string[] = [];
  #count = 0;

  readonly #bindings: Bindings;

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  /** Writes `fn name(group, y, x) -> vec4f`, or `fn name(accumulator, group, y, x) -> vec4f`, that computes the expression. */
  function(name: string, expression: Expression, accumulator: boolean): string {
    const result = this.#value(expression, { group: 'group', y: 'y', x: 'x' });
    const first = accumulator ? 'accumulator: vec4f, ' : '';
    return `fn ${name}(${first}group: u32, y: u32, x: u32) -> vec4f {\n${this.#lines.join('\n')}\n  return ${result};\n}`;
  }

  #value(expression: Expression, at: Position): string {
    switch (expression.kind) {
      case 'accumulator':
        return 'accumulator';
      case 'frame': {
        const frame = this.#bindings.frame();
        return this.#name(
          `vec4f(textureLoad(${frame}, min(vec2u(${at.x}, ${at.y}), textureDimensions(${frame}) - 1u), 0).rgb, 0)`,
        );
      }
      case 'load': {
        const { height, width } = expression.shape;
        const buffer = this.#bindings.tensor(expression.tensor);
        const [rows, columns] = [this.#bindings.size(height), this.#bindings.size(width)];
        return this.#name(`vec4f(${buffer}[(${at.group} * ${rows} + ${at.y}) * ${columns} + ${at.x}])`);
      }
      case 'pointwise':
        return this.#name(pointwise(expression.op, this.#value(expression.of, at)));
      case 'affine': {
        const value = this.#value(expression.of, at);
        const { coefficients } = expression;
        const buffer =
          'key' in coefficients ? this.#bindings.parameter(coefficients) : this.#bindings.tensor(coefficients);
        return this.#name(`fma(${value}, ${buffer}[${at.group} * 2u], ${buffer}[${at.group} * 2u + 1u])`);
      }
      case 'add':
        return this.#name(`${this.#value(expression.left, at)} + ${this.#value(expression.right, at)}`);
      case 'upsample':
        return this.#value(expression.of, { ...at, y: this.#name(`${at.y} / 2u`), x: this.#name(`${at.x} / 2u`) });
      case 'shuffle':
        return this.#shuffle(expression.of, expression.factor, expression.shape.channels, at);
      case 'unshuffle':
        return expression.of.kind === 'frame' && expression.factor === 2
          ? this.#gather(at)
          : this.#unshuffle(expression.of, expression.factor, at);
      case 'concat':
        return isAligned(expression.parts) ? this.#groups(expression.parts, at) : this.#channels(expression.parts, at);
    }
  }

  /** Reads channel c at (y, x) from channel c f f + (y mod f) f + x mod f at (y / f, x / f). */
  #shuffle(of: Expression, factor: number, channels: number, at: Position): string {
    const y = this.#name(`${at.y} / ${factor}u`);
    const x = this.#name(`${at.x} / ${factor}u`);
    const phase = this.#name(`(${at.y} % ${factor}u) * ${factor}u + ${at.x} % ${factor}u`);
    const components = this.#lanes(channels, (lane) => {
      const channel = this.#name(`(${at.group} * 4u + ${lane}u) * ${factor * factor}u + ${phase}`);
      return this.#component(of, channel, y, x);
    });
    return this.#name(`vec4f(${components.join(', ')})`);
  }

  /** Reads channel c f f + dy f + dx at (y, x) from channel c at (y f + dy, x f + dx). */
  #unshuffle(of: Expression, factor: number, at: Position): string {
    const square = factor * factor;
    const components = this.#lanes(of.shape.channels * square, (lane) => {
      const channel = this.#name(`min(${at.group} * 4u + ${lane}u, ${of.shape.channels * square - 1}u)`);
      const y = this.#name(`${at.y} * ${factor}u + ${channel} % ${square}u / ${factor}u`);
      const x = this.#name(`${at.x} * ${factor}u + ${channel} % ${factor}u`);
      return this.#component(of, this.#name(`${channel} / ${square}u`), y, x);
    });
    return this.#name(`vec4f(${components.join(', ')})`);
  }

  /** Unshuffles the frame by 2 with gathers: a group is one colour of 2 x 2 texels. */
  #gather(at: Position): string {
    const [frame, sampler] = [this.#bindings.frame(), this.#bindings.sampler()];
    const corner = this.#name(`(vec2f(vec2u(${at.x}, ${at.y})) * 2 + 1) / vec2f(textureDimensions(${frame}))`);
    const result = this.#variable('vec4f');
    this.#lines.push(`  switch (${at.group}) {`);
    for (const [color, label] of ['case 0u', 'case 1u', 'default'].entries())
      this.#lines.push(`    ${label}: { ${result} = textureGather(${color}, ${frame}, ${sampler}, ${corner}); }`);
    this.#lines.push('  }');
    return this.#name(`${result}.wzxy`);
  }

  #component(of: Expression, channel: string, y: string, x: string): string {
    return this.#name(
      `${this.#value(of, { group: `min(${channel} / 4u, ${groupsOf(of.shape.channels) - 1}u)`, y, x })}[${channel} % 4u]`,
    );
  }

  /** One value for each component; components past the last channel of a single group are 0. */
  #lanes(channels: number, component: (lane: number) => string): string[] {
    return [0, 1, 2, 3].map((lane) => (lane < channels ? component(lane) : '0'));
  }

  #groups(parts: readonly Expression[], at: Position): string {
    const result = this.#variable('vec4f');
    let first = 0;
    parts.forEach((part, i) => {
      const groups = groupsOf(part.shape.channels);
      const open = i === 0 ? '' : 'else ';
      const test = i === parts.length - 1 ? '' : `if (${at.group} < ${first + groups}u) `;
      this.#lines.push(`  ${open}${test}{`);
      this.#lines.push(`  ${result} = ${this.#value(part, { ...at, group: this.#name(`${at.group} - ${first}u`) })};`);
      this.#lines.push('  }');
      first += groups;
    });
    return result;
  }

  #channels(parts: readonly Expression[], at: Position): string {
    const result = this.#variable('vec4f');
    const total = parts.reduce((sum, part) => sum + part.shape.channels, 0);
    for (let lane = 0; lane < Math.min(4, total); lane++) {
      const channel = this.#name(`min(${at.group} * 4u + ${lane}u, ${total - 1}u)`);
      let first = 0;
      parts.forEach((part, i) => {
        const open = i === 0 ? '' : 'else ';
        const test = i === parts.length - 1 ? '' : `if (${channel} < ${first + part.shape.channels}u) `;
        this.#lines.push(`  ${open}${test}{`);
        const value = this.#component(part, this.#name(`${channel} - ${first}u`), at.y, at.x);
        this.#lines.push(`  ${result}[${lane}] = ${value};`, '  }');
        first += part.shape.channels;
      });
    }
    return result;
  }

  #name(code: string): string {
    const name = `v${this.#count++}`;
    this.#lines.push(`  let ${name} = ${code};`);
    return name;
  }

  #variable(type: string): string {
    const name = `v${this.#count++}`;
    this.#lines.push(`  var ${name}: ${type};`);
    return name;
  }
}

/** Writes the WGSL of `fn name(group, y, x) -> vec4f`, and adds the buffers it reads to `bindings`. */
export function emitSource(name: string, expression: Expression, bindings: Bindings): string {
  return new Emitter(bindings).function(name, expression, false);
}

/** Writes the WGSL of `fn name(accumulator, group, y, x) -> vec4f`, and adds the buffers it reads to `bindings`. */
export function emitEpilogue(name: string, expression: Expression, bindings: Bindings): string {
  return new Emitter(bindings).function(name, expression, true);
}

function pointwise(op: Pointwise, value: string): string {
  switch (op.op) {
    case 'relu':
      return `max(${value}, vec4f())`;
    case 'leakyRelu':
      return `select(${value}, ${value} * ${number(op.slope)}, ${value} < vec4f())`;
    case 'tanh':
      // Clamp: some drivers' tanh overflows to NaN beyond about 44. From 10 on the result is 1 to the last bit.
      return `tanh(clamp(${value}, vec4f(-10), vec4f(10)))`;
    case 'sigmoid':
      return `1 / (1 + exp(-${value}))`;
    case 'clamp':
      return `min(max(${value}, vec4f(${number(op.min)})), vec4f(${number(op.max)}))`;
    case 'multiply':
      return `${value} * ${number(op.value)}`;
    case 'addConstant':
      return `${value} + ${number(op.value)}`;
  }
}

/** A float literal that WGSL reads back to the same f32. */
function number(value: number): string {
  const text = String(Math.fround(value));
  const literal = /[.e]/.test(text) ? text : `${text}.0`;
  return value < 0 ? `(${literal}f)` : `${literal}f`;
}
