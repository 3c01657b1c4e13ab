/**
 * Expands the line directives of shaders/*.wgsl, which are plain WGSL otherwise.
 *
 *   //#for p in N  ...  //#end     repeats the lines N times, with `$p` = 0, 1, ... N-1
 *   //#if NAME  ...  //#else  ...  //#end
 *   $NAME                          inserts the parameter's value as text
 *
 * It also declares numeric parameters as `const NAME = value;` at the head of the shader: the shader compiler folds all
 * arithmetic on shapes. Unrolling happens here because tiles must live in registers, and not every driver unrolls such loops.
 */

export type TemplateParameters = Readonly<Record<string, number | boolean | string>>;

const DIRECTIVE = /^\s*\/\/#(for|if|else|end)\b\s*(.*)$/;

/** Declares the constants and expands the directives of a template. @throws Error for an unknown name: a programming error */
export function expand(source: string, parameters: TemplateParameters): string {
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

/**
 * Expands lines from `start` up to the `end` or `else` that closes the block, and returns that line's index.
 * @param out receives the lines; null skips the block
 */
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
