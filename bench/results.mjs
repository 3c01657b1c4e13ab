// `npm run bench:results -- FILE...`: turns what the bench wrote with --json into bench/RESULTS.md.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const TARGET = fileURLToPath(new URL('RESULTS.md', import.meta.url));

const table = (head, rows) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const fixed = (value, digits = 1) => value.toFixed(digits);
const ms = (row) => (row ? fixed(row.ms, row.ms < 10 ? 2 : 1) : '');
const mib = (row) => (row ? fixed(row.gpuBytes / 2 ** 20) : '');

/** Networks by size, ours beside the peers'; `faster` than the better of them. */
export function networkTable(rows) {
  const keys = [...new Set(rows.map(({ network, width, height }) => `${network} ${width}x${height}`))];
  const lines = keys.map((key) => {
    const find = (engine, precision) =>
      rows.find(
        (row) =>
          `${row.network} ${row.width}x${row.height}` === key && row.engine === engine && row.precision === precision,
      );
    const [peer, other] = [find('onnxruntime-web', 'f32'), find('tensorflow.js', 'f32')];
    const [single, half] = [find('inkreel', 'f32'), find('inkreel', 'f16')];
    const best = Math.min(peer?.ms ?? Infinity, other?.ms ?? Infinity);
    const times = single && best < Infinity ? `${fixed(best / single.ms)}x` : '';
    const [network, size] = key.split(' ');
    return [network, size, ms(peer), ms(other), ms(single), ms(half), times, mib(peer), mib(single), mib(half)];
  });
  const head = [
    'network',
    'size',
    'onnxruntime-web f32, ms',
    'TensorFlow.js f32, ms',
    'f32, ms',
    'f16, ms',
    'faster in f32',
  ];
  return table([...head, 'onnxruntime-web, MiB', 'f32, MiB', 'f16, MiB'], lines);
}

/** A row's dispatches by family, the most expensive first. */
export function familyTable({ layers, precision }, { tflops, terabytes }) {
  const families = new Map();
  for (const layer of layers) {
    const key = `${layer.family}|${layer.kernel}`;
    families.set(key, [...(families.get(key) ?? []), layer]);
  }
  const peak = precision === 'f16' ? tflops * 2 : tflops;
  const lines = [...families].map(([key, members]) => {
    const sum = (value) => members.reduce((total, member) => total + value(member), 0);
    const floor = Math.max(sum(({ gflop }) => gflop) / peak / 1e-3, sum(({ bytes }) => bytes) / terabytes / 1e6);
    return { key: key.split('|'), count: members.length, floor, us: sum(({ us }) => us) };
  });
  lines.sort((a, b) => b.us - a.us);
  return table(
    ['family', 'kernel', 'dispatches', 'floor, us', 'measured, us', 'efficiency'],
    lines.map(({ key: [family, kernel], count, floor, us }) => [
      ...[family, kernel === family.split(' ')[0] ? '' : kernel, count],
      ...[fixed(floor), fixed(us), `${fixed((100 * floor) / us, 0)} %`],
    ]),
  );
}

/** What the last pass takes, from the network's output to the canvas. */
export function presentTable(rows) {
  const head = ['network', 'size', 'precision', 'without temporal blend, ms', 'with it, ms'];
  return table(
    head,
    rows.map(({ network, width, height, precision, present }) => [
      ...[network, `${width}x${height}`, precision],
      ...[fixed(present.plain, 3), fixed(present.blended, 3)],
    ]),
  );
}

/** What the last pass with the temporal blend is made of. */
export function presentKernelTable({ present: { kernels } }) {
  return table(
    ['kernel', 'measured, us'],
    kernels.map(({ kernel, us }) => [kernel, fixed(us)]),
  );
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tflops: { type: 'string', default: '67' },
      terabytes: { type: 'string', default: '3.35' },
      note: { type: 'string', default: '' },
    },
  });
  const limits = { tflops: Number(values.tflops), terabytes: Number(values.terabytes) };
  const reports = await Promise.all(positionals.map(async (file) => JSON.parse(await readFile(file, 'utf8'))));
  if (reports.length === 0) throw new Error('Name the files that `npm run bench -- --layers --json FILE` wrote.');
  const rows = reports.flatMap((report) => report.rows);
  const layered = rows.filter(({ layers }) => layers);
  const parts = [
    '# Results',
    `Measured on: ${reports[0].adapter}. ${values.note}`.trim(),
    'Made by `npm run bench -- --layers --json FILE` and `npm run bench:results -- FILE`: medians, back to back, of this ' +
      'engine and its peers on one device in one run.',
    '## Networks',
    networkTable(rows),
    ...(rows.some(({ present }) => present)
      ? ['## The last pass', presentTable(rows.filter(({ present }) => present))]
      : []),
    '## Kernel families',
    `The floor is the larger of the arithmetic at ${limits.tflops} TFLOP/s in f32, twice that in f16, and of every byte ` +
      `bound once at ${limits.terabytes} TB/s. Arithmetic is counted as the layer graph states it: phases and Winograd do 4/9 ` +
      'of it. What a cache still holds need not come from memory. Both may bring an efficiency above 100 %. Each dispatch ' +
      'is timed in a pass of its own, which costs it a few microseconds.',
    ...layered.flatMap((row) => [
      `### ${row.network}, ${row.width}x${row.height}, ${row.precision}: ${ms(row)} ms`,
      familyTable(row, limits),
      ...(row.present?.kernels ? ['The last pass, with the temporal blend:', presentKernelTable(row)] : []),
    ]),
  ];
  await writeFile(TARGET, `${parts.join('\n\n')}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
