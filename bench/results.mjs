// `npm run bench:results -- FILE...`: writes bench/RESULTS.md, one page to read, and docs/research/engine-measurements.md,
// every kernel of the same run, from the files that the bench wrote with --json.
//   --machine TEXT   card, driver, browser and date of the run
//   --note TEXT      remarks on the run, for the second file
//   --tflops N, --terabytes N   the card's arithmetic and memory bandwidth per second, for the floors
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PAGE = fileURLToPath(new URL('RESULTS.md', import.meta.url));
const DETAILS = fileURLToPath(new URL('../docs/research/engine-measurements.md', import.meta.url));

/** The size and the network that the page tells most about. */
const USUAL = { size: '1280x720', network: 'S' };
/** Rows of a kernel table on the page. */
const MOST_KERNELS = 6;

const table = (head, rows) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const fixed = (value, digits = 1) => value.toFixed(digits);
const ms = (row) => (row ? fixed(row.ms, row.ms < 10 ? 2 : 1) : '');
const mib = (row) => (row ? fixed(row.gpuBytes / 2 ** 20) : '');

/** Returns a table of networks, ours beside the peers'. `faster` compares with the best peer of the browser. */
export function networkTable(rows) {
  const keys = [...new Set(rows.map(({ network, width, height }) => `${network} ${width}x${height}`))];
  const lines = keys.map((key) => {
    const find = (engine, precision) =>
      rows.find(
        (row) =>
          `${row.network} ${row.width}x${row.height}` === key && row.engine === engine && row.precision === precision,
      );
    const peers = ['onnxruntime-web', 'tensorflow.js', 'litert.js'].map((engine) => find(engine, 'f32'));
    const [single, half] = [find('inkreel', 'f32'), find('inkreel', 'f16')];
    const native = (precision) =>
      ['pytorch', 'pytorch compiled']
        .map((engine) => find(engine, precision))
        .reduce((a, b) => (a && (!b || a.ms <= b.ms) ? a : b));
    const best = Math.min(...peers.map((peer) => peer?.ms ?? Infinity));
    const times = single && best < Infinity ? `${fixed(best / single.ms)}x` : '';
    const [network, size] = key.split(' ');
    const own = [ms(native('f32')), ms(single), ms(native('f16')), ms(half), times];
    return [network, size, ...peers.map(ms), ...own, mib(peers[0]), mib(single), mib(half)];
  });
  const head = [
    'network',
    'size',
    'onnxruntime-web f32, ms',
    'TensorFlow.js f32, ms',
    'LiteRT.js f32, ms',
    'PyTorch f32, ms',
    'f32, ms',
    'PyTorch f16, ms',
    'f16, ms',
    'faster in f32',
  ];
  return table([...head, 'onnxruntime-web, MiB', 'f32, MiB', 'f16, MiB'], lines);
}

/** Returns a table of a network's dispatches by family, the most expensive first; at most `most` rows. */
export function familyTable({ layers, precision }, { tflops, terabytes }, most = Infinity) {
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
    lines
      .slice(0, most)
      .map(({ key: [family, kernel], count, floor, us }) => [
        ...[family, kernel === family.split(' ')[0] ? '' : kernel, count],
        ...[fixed(floor), fixed(us), `${fixed((100 * floor) / us, 0)} %`],
      ]),
  );
}

/** Returns a table of the last pass: from the network's output to the canvas. */
function presentTable(rows) {
  const head = ['network', 'size', 'precision', 'without temporal blend, ms', 'with it, ms'];
  return table(
    head,
    rows.map(({ network, width, height, precision, present }) => [
      ...[network, `${width}x${height}`, precision],
      ...[fixed(present.plain, 3), fixed(present.blended, 3)],
    ]),
  );
}

/** Returns a table of the kernels of the last pass with the temporal blend. */
function presentKernelTable({ present: { kernels } }) {
  return table(
    ['kernel', 'measured, us'],
    kernels.map(({ kernel, us }) => [kernel, fixed(us)]),
  );
}

const sizeOf = ({ width, height }) => `${width}x${height}`;

/** Explains the names in the kernel tables. */
const LEGEND =
  "A family is written as kernel size / stride, input channels - output channels, and output size. A kernel's " +
  "name is the kind of its tile and the tile's numbers: `direct` and `phases` (threads in x and y, pixels and " +
  'groups of 4 output channels a thread), `winograd` (tiles in x and y, groups, tile lanes, input groups summed ' +
  'in f16), `matrix` (subgroups side by side, matrices of 16 channels each, groups of 4 output channels), ' +
  '`plain` (pixels a thread). src/engine/compiler/tile-selection.ts explains them.';

/** Explains the columns of the kernel tables. */
const floorText = ({ tflops, terabytes }) =>
  `The floor is the larger of two times: the arithmetic at ${tflops} TFLOP/s in f32 (twice that in f16), and reading or ` +
  `writing every bound byte once at ${terabytes} TB/s. It counts arithmetic as the layer graph states it, while phases and ` +
  'Winograd do 4/9 of that, and bytes that a cache still holds need not come from memory. So an efficiency can exceed ' +
  '100 %. Each dispatch is timed in a pass of its own, which adds a few microseconds.';

/** The page: networks at the usual size, other sizes, the last pass, the kernels of the usual network. */
function pageOf(rows, machine, limits) {
  const usual = rows.filter((row) => sizeOf(row) === USUAL.size);
  const others = rows.filter((row) => sizeOf(row) !== USUAL.size);
  const last = rows.filter(
    ({ present, network, precision }) => present && network === USUAL.network && precision === 'f32',
  );
  const kernels = usual.filter(({ layers, network }) => layers && network === USUAL.network);
  return [
    '# Results of the bench',
    `Measured on: ${machine}`,
    'All times are medians of frames back to back, with this engine and its peers on one device in one run: `npm run bench ' +
      '-- --layers --json FILE`. `npm run bench:results -- FILE` writes this page. ' +
      '[Every kernel of every network](../docs/research/engine-measurements.md) is on a page of its own.',
    `## Networks at ${USUAL.size}`,
    'S-instance is the network of the paintings, S the same with batch norm, which folds away. S-context and M-context are ' +
      'the networks of the drawn styles. 9-9-6 has two residual blocks, 16-32-48 four and 9x9 ends, johnson (32-64-128, ' +
      'Johnson et al. 2016) five. MiB is GPU memory. PyTorch runs outside the browser (`python3 -m bench.peers.native`), the ' +
      'faster of torch.compile and cuDNN alone, as a CUDA graph without TF32. LiteRT.js pads with zeros where its GPU code ' +
      'knows no other way.',
    networkTable(usual),
    ...(others.length > 0 ? ['## Other sizes', networkTable(others)] : []),
    ...(last.length > 0
      ? [
          '## The last pass',
          'It blends with the last frame along the motion of the video, brings the picture to the size of the frame and ' +
            'writes the canvas. It hardly depends on the network.',
          presentTable(last),
        ]
      : []),
    ...(kernels.length > 0 ? [`## Where ${USUAL.network} spends its time`, floorText(limits), LEGEND] : []),
    ...kernels.flatMap((row) => [`### ${row.precision}: ${ms(row)} ms`, familyTable(row, limits, MOST_KERNELS)]),
  ];
}

/** The details: all kernels of all networks. */
function detailsOf(rows, machine, note, limits) {
  const layered = rows.filter(({ layers }) => layers);
  return [
    '# Every kernel of the engine, measured',
    'Made by `npm run bench:results`. [bench/RESULTS.md](../../bench/RESULTS.md) has the summary.',
    [`Measured on: ${machine}`, note].filter(Boolean).join('\n\n'),
    ...(rows.some(({ present }) => present)
      ? ['## The last pass', presentTable(rows.filter(({ present }) => present))]
      : []),
    '## Kernel families',
    floorText(limits),
    LEGEND,
    ...layered.flatMap((row) => [
      `### ${row.network}, ${sizeOf(row)}, ${row.precision}: ${ms(row)} ms`,
      familyTable(row, limits),
      ...(row.present?.kernels ? ['The last pass, with the temporal blend:', presentKernelTable(row)] : []),
    ]),
  ];
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tflops: { type: 'string', default: '67' },
      terabytes: { type: 'string', default: '3.35' },
      machine: { type: 'string' },
      note: { type: 'string', default: '' },
    },
  });
  const limits = { tflops: Number(values.tflops), terabytes: Number(values.terabytes) };
  const reports = await Promise.all(positionals.map(async (file) => JSON.parse(await readFile(file, 'utf8'))));
  if (reports.length === 0) throw new Error('Name the files that `npm run bench -- --layers --json FILE` wrote.');
  const rows = reports.flatMap((report) => report.rows);
  const machine = values.machine ?? reports[0].adapter;
  const write = (path, parts) => writeFile(path, `${parts.join('\n\n')}\n`);
  await write(PAGE, pageOf(rows, machine, limits));
  await write(DETAILS, detailsOf(rows, machine, values.note, limits));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
