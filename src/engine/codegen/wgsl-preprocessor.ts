/**
 * WGSL with unrolling: shaders/*.wgsl are plain WGSL plus line directives, expanded here before compilation.
 *
 *   //#for p in N  ...  //#end     the lines N times, `$p` being 0, 1, ... N-1
 *   //#if NAME  ...  //#else  ...  //#end
 *   $NAME                          the parameter's value as text
 *
 * Numeric parameters are also declared as `const NAME = value;` at the head of the shader, so that all arithmetic on
 * shapes is the shader compiler's constant folding. Loops are unrolled here rather than left to the driver because
 * tiles must live in registers, and not every driver unrolls what it should.
 */

export type Parameters = Readonly<Record<string, number | boolean | string>>;

const DIRECTIVE = /^\s*\/\/#(for|if|else|end)\b\s*(.*)$/;

/** @returns the WGSL with constants declared and directives expanded. @throws Error for an unknown name: a programming error. */
export function expand(source: string, parameters: Parameters): string {
  const constants = Object.entries(parameters)
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => `const ${name} = ${value};`);
  const lines = source.split('\n');
  const body: string[] = [];
  const end = block(lines, 0, new Map(Object.entries(parameters)), body);
  if (end !== lines.length) throw new Error(`Unmatched directive at line ${end + 1}`);
  return [...constants, ...body].join('\n');
}

type Names = ReadonlyMap<string, number | boolean | string>;

/** Expands lines from `start` up to the `end` or `else` that closes the block; returns that line's index. */
function block(lines: string[], start: number, names: Names, out: string[] | null): number {
  let at = start;
  while (at < lines.length) {
    const line = lines[at]!;
    const directive = DIRECTIVE.exec(line);
    if (!directive) {
      out?.push(substitute(line, names));
      at++;
    } else if (directive[1] === 'for') {
      at = loop(lines, at, directive[2]!, names, out);
    } else if (directive[1] === 'if') {
      at = choice(lines, at, directive[2]!, names, out);
    } else {
      return at;
    }
  }
  return at;
}

function loop(lines: string[], at: number, header: string, names: Names, out: string[] | null): number {
  const match = /^([a-z]) in (\w+)/.exec(header);
  if (!match) throw new Error(`Malformed loop: ${header}`);
  const [, variable, bound] = match as unknown as [string, string, string];
  const count = Number(names.get(bound) ?? bound);
  if (!Number.isInteger(count)) throw new Error(`Unknown loop bound ${bound}`);
  const close = block(lines, at + 1, names, null);
  if (out) for (let i = 0; i < count; i++) block(lines, at + 1, new Map(names).set(variable, i), out);
  return close + 1;
}

function choice(lines: string[], at: number, header: string, names: Names, out: string[] | null): number {
  const condition = header.trim();
  if (!names.has(condition)) throw new Error(`Unknown condition ${condition}`);
  const taken = Boolean(names.get(condition));
  let close = block(lines, at + 1, names, taken ? out : null);
  if (DIRECTIVE.exec(lines[close] ?? '')?.[1] === 'else') close = block(lines, close + 1, names, taken ? null : out);
  return close + 1;
}

function substitute(line: string, names: Names): string {
  return line.replace(/\$([a-z]|[A-Z][A-Z0-9_]*)/g, (_, name: string) => {
    const value = names.get(name);
    if (value === undefined) throw new Error(`Unknown name $${name} in: ${line.trim()}`);
    return String(value);
  });
}
