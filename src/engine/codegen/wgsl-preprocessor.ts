/**
 * Expands the line directives of shaders/*.wgsl, which are plain WGSL otherwise.
 *
 *   //#for p in N  ...  //#end     repeats the lines N times, with `$p` = 0, 1, ... N-1
 *   //#if NAME  ...  //#else  ...  //#end
 *   $NAME                          inserts the parameter's value as text
 *
 * It also declares numeric parameters as `const NAME = value;` at the head of the shader: the shader compiler folds all
 * arithmetic on shapes. Unrolling happens here because tiles must live in registers, and not every driver unrolls such loops.
 *
 * A template is parsed once, and lines of comments are left out: a browser reads every byte on the thread of all pages' graphics.
 */

export type TemplateParameters = Readonly<Record<string, number | boolean | string>>;

/** A line of a template: the texts around its names. */
interface TextLine {
  readonly kind: 'line';
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

interface Loop {
  readonly kind: 'for';
  readonly variable: string;
  readonly bound: string;
  readonly body: readonly Part[];
}

interface Branch {
  readonly kind: 'if';
  readonly condition: string;
  readonly taken: readonly Part[];
  readonly otherwise: readonly Part[];
}

type Part = TextLine | Loop | Branch;

const DIRECTIVE = /^\s*\/\/#(for|if|else|end)\b\s*(.*)$/;
const COMMENT = /^\s*\/\//;
const NAME = /\$([a-z]|[A-Z][A-Z0-9_]*)/g;

const templates = new Map<string, readonly Part[]>();

/** Declares the constants and expands the directives of a template. @throws Error for an unknown name: a programming error */
export function expand(source: string, parameters: TemplateParameters): string {
  const constants = Object.entries(parameters)
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => `const ${name} = ${value};`);
  const body: string[] = [];
  write(parsed(source), new Map(Object.entries(parameters)), body);
  return [...constants, ...body].join('\n');
}

function parsed(source: string): readonly Part[] {
  let parts = templates.get(source);
  if (!parts) {
    const reader = new TemplateReader(source);
    parts = reader.block();
    if (!reader.isAtEnd) throw new Error(`Unmatched directive at line ${reader.line}`);
    templates.set(source, parts);
  }
  return parts;
}

class TemplateReader {
  readonly #lines: readonly string[];
  #at = 0;

  constructor(source: string) {
    this.#lines = source.split('\n');
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#lines.length;
  }

  /** Number of the next line, counted from 1. */
  get line(): number {
    return this.#at + 1;
  }

  /** Reads parts up to the `end` or `else` that closes the block, which comes next. */
  block(): readonly Part[] {
    const parts: Part[] = [];
    for (; !this.isAtEnd; this.#at++) {
      const text = this.#lines[this.#at]!;
      const [, directive, rest] = DIRECTIVE.exec(text) ?? [];
      if (directive === 'else' || directive === 'end') break;
      if (directive === 'for') parts.push(this.#loop(rest!));
      else if (directive === 'if') parts.push(this.#choice(rest!.trim()));
      else if (!COMMENT.test(text)) parts.push(lineOf(text));
    }
    return parts;
  }

  #loop(header: string): Loop {
    const match = /^([a-z]) in (\w+)/.exec(header);
    if (!match) throw new Error(`Malformed loop: ${header}`);
    const [, variable, bound] = match as unknown as [string, string, string];
    this.#at++;
    return { kind: 'for', variable, bound, body: this.block() };
  }

  #choice(condition: string): Branch {
    this.#at++;
    const taken = this.block();
    const hasElse = DIRECTIVE.exec(this.#lines[this.#at] ?? '')?.[1] === 'else';
    if (hasElse) this.#at++;
    return { kind: 'if', condition, taken, otherwise: hasElse ? this.block() : [] };
  }
}

function lineOf(text: string): TextLine {
  const names = [...text.matchAll(NAME)].map(([, name]) => name!);
  return { kind: 'line', texts: text.split(NAME).filter((_, i) => i % 2 === 0), names };
}

type Names = ReadonlyMap<string, number | boolean | string>;

function write(parts: readonly Part[], names: Names, out: string[]): void {
  for (const part of parts) {
    if (part.kind === 'line') {
      out.push(part.names.length === 0 ? part.texts[0]! : substituted(part, names));
    } else if (part.kind === 'if') {
      const condition = names.get(part.condition);
      if (condition === undefined) throw new Error(`Unknown condition ${part.condition}`);
      write(condition ? part.taken : part.otherwise, names, out);
    } else {
      const count = Number(names.get(part.bound) ?? part.bound);
      if (!Number.isInteger(count)) throw new Error(`Unknown loop bound ${part.bound}`);
      const inner = new Map(names);
      for (let i = 0; i < count; i++) write(part.body, inner.set(part.variable, i), out);
    }
  }
}

function substituted({ texts, names: wanted }: TextLine, names: Names): string {
  return wanted.reduce((text, name, i) => {
    const value = names.get(name);
    if (value === undefined) throw new Error(`Unknown name $${name} after: ${text.trim()}`);
    return `${text}${value}${texts[i + 1]}`;
  }, texts[0]!);
}
