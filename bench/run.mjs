// `npm run bench`: times the engine and its peers in Chromium, small on a software adapter, full on a graphics card.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../scripts/browser.mjs';
import { serve } from './serve.mjs';

const HELP = `npm run bench -- [options]
  --networks A,B     of 9-9-6, 16-32-48, johnson, S, S-instance, XS-, S-, M-context; with --goldens of those
  --sizes WxH,WxH    sizes of the picture
  --precisions P,P   of f32, f16
  --layers           time every layer too
  --tuned            ours with the kernels that are measured to be the fastest here
  --peers A,B        of onnxruntime-web, tensorflow.js, litert.js; all of them unless named, none with --peers none
  --no-matrices      f16 without the units that multiply matrices, as in a browser without flags
  --learning NxSIZE  a step of learning on N crops instead, such as 4x256; with --layers every kernel of it
  --tiles            every tile of the convolutions of small pictures instead
  --tflops N, --terabytes N   the card's arithmetic and memory bandwidth per second, for the floors of that
  --goldens          time nothing: hold layers and whole networks against PyTorch's
  --warm MS          milliseconds of work before each measurement
  --json FILE        write the figures, anew after each network
  --built DIR        use the page built there
`;

const ALL = ['XS-context', 'S-context', 'M-context', 'S', 'S-instance', '9-9-6', '16-32-48', 'johnson'];
/** Sizes for graphics cards and for software adapters: a CPU takes seconds for a GPU's millisecond. */
const FULL = { networks: ALL, sizes: ['1280x720', '640x360', '1920x1080', '3840x2160'], warm: '400' };
const SMALL = { networks: ['S', 'S-instance', 'S-context', '9-9-6'], sizes: ['64x48', '128x96'], warm: '40' };

/** Largest difference from PyTorch: of a network's picture in 1/255, of a layer's output as a relative error. */
const MOST = { network: { f32: 1, f16: 2 }, layer: { f32: 1e-4, f16: 2e-3 } };

/** Goldens that f16 cannot represent: values around 300 that differ by tenths, where f16 has steps of a quarter. */
const F32_ONLY = new Set(['instanceNorm of values far from zero']);

const say = (line) => process.stdout.write(`${line}\n`);

function parseSize(text) {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (!width) throw new Error(`${text} is no size: write 1280x720.`);
  return { width: Number(width), height: Number(height) };
}

function line({ network, width, height, engine, precision, ms, gpuBytes, difference }) {
  return [
    network.padEnd(10),
    `${width}x${height}`.padEnd(9),
    engine.padEnd(15),
    precision,
    `${ms.toFixed(ms < 10 ? 3 : 1)} ms`.padStart(11),
    `${(gpuBytes / 2 ** 20).toFixed(1)} MiB`.padStart(12),
    difference === undefined ? '' : `  ${difference.toFixed(3)}/255 from the peer`,
  ].join(' ');
}

/** Runs the layers and networks with stored results of PyTorch; sets a failing exit code where one is too far off. */
async function goldens(page, adapter, precisions, { networks, json }) {
  const all = await page.evaluate(() => globalThis.goldenNames());
  const names = networks?.split(',') ?? all;
  const unknown = names.find((name) => !all.includes(name));
  if (unknown) throw new Error(`${unknown} is no golden: ${all.join(', ')} are.`);
  const rows = [];
  const failures = [];
  for (const name of names) {
    for (const precision of precisions) {
      if (precision === 'f16' && F32_ONLY.has(name)) continue;
      try {
        const row = await page.evaluate((...asked) => globalThis.runGolden(...asked), name, precision);
        rows.push(row);
        const isFar = !(row.difference <= MOST[row.kind][precision]);
        const far = row.kind === 'network' ? `${row.difference.toFixed(4)}/255` : row.difference.toExponential(1);
        say(`${name.padEnd(52)}${precision} ${far.padStart(13)}${isFar ? '  too far' : ''}`);
        if (isFar) process.exitCode = 1;
      } catch (error) {
        failures.push(`${name} ${precision}: ${error.message}`);
        say(`failed: ${failures.at(-1)}`);
        process.exitCode = 1;
      }
      if (json) await writeFile(json, JSON.stringify({ adapter: adapter.name, goldens: rows, failures }));
    }
  }
}

/** Times steps of learning, and tells the shortest time that a card allows. */
async function learning(page, adapter, { learning: text, layers, json, tflops, terabytes }) {
  const { width: images, height: size } = parseSize(text);
  const request = { images, size, steps: adapter.software ? 1 : 10, layers };
  const row = await page.evaluate((asked) => globalThis.benchLearning(asked), request);
  const floorOf = ({ gflop, bytes }) => Math.max((gflop / tflops) * 1e3, bytes / terabytes / 1e6);
  const floor = row.kernels.reduce((sum, kernel) => sum + floorOf(kernel), 0) / 1e3;
  say(`step of ${images} crops of ${size}: ${row.ms.toFixed(2)} ms, ${(row.gpuBytes / 2 ** 20).toFixed(0)} MiB`);
  say(
    `${row.gflop.toFixed(1)} GFLOP in ${row.kernels.length} kernels; at least ${floor.toFixed(2)} ms at ${tflops} TFLOP/s`,
  );
  say(`the first step is done after ${row.readyMs.toFixed(0)} ms`);
  const measured = [...row.kernels].sort((a, b) => b.us - a.us).filter(({ us }) => us > 0);
  for (const kernel of measured) {
    const cells = [kernel.us, floorOf(kernel), kernel.gflop, kernel.bytes / 2 ** 20].map((n) =>
      n.toFixed(1).padStart(9),
    );
    say(`${kernel.label.padEnd(32)}${cells[0]} us, floor ${cells[1]} us,${cells[2]} GFLOP,${cells[3]} MiB`);
  }
  if (json) await writeFile(json, JSON.stringify({ adapter: adapter.name, images, size, ...row }));
}

/** Times every tile that suits small pictures, and tells which one is fastest beside the usual one. */
async function tiles(page, adapter, networks, sizes, precisions, json) {
  const all = [];
  for (const size of sizes) {
    for (const network of networks) {
      for (const precision of precisions) {
        const times = await page.evaluate((asked) => globalThis.benchTiles(asked), { network, ...size, precision });
        all.push({ network, ...size, precision, times });
        for (const family of new Set(times.map((each) => each.family))) {
          const own = times.filter((each) => each.family === family).sort((a, b) => a.us - b.us);
          const usual = own.find((each) => each.usual);
          const best = own.slice(0, 3).map(({ tile, us }) => `${tile} ${us.toFixed(1)}`);
          say(`${own[0].count}x ${family}: usual ${usual?.tile} ${usual?.us.toFixed(1)} us; ${best.join(', ')}`);
        }
        if (json) await writeFile(json, JSON.stringify({ adapter: adapter.name, tiles: all }));
      }
    }
  }
}

async function main() {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      networks: { type: 'string' },
      sizes: { type: 'string' },
      precisions: { type: 'string' },
      layers: { type: 'boolean', default: false },
      tuned: { type: 'boolean', default: false },
      peers: { type: 'string', default: 'onnxruntime-web,tensorflow.js,litert.js' },
      matrices: { type: 'boolean', default: true },
      goldens: { type: 'boolean', default: false },
      tiles: { type: 'boolean', default: false },
      learning: { type: 'string' },
      tflops: { type: 'string', default: '67' },
      terabytes: { type: 'string', default: '3.35' },
      warm: { type: 'string' },
      json: { type: 'string' },
      built: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return say(HELP);
  const dir = values.built ?? (await (await import('./build.mjs')).buildBench());
  const server = await serve(dir);
  // Ask for exact timestamps: browsers round them to 100 us otherwise, longer than most layers take.
  const browser = await launchBrowser({ headless: true, say, args: ['--enable-webgpu-developer-features'] });
  try {
    const [page] = await browser.pages();
    await page.goto(server.url);
    const adapter = await page.evaluate(() => globalThis.benchAdapter());
    const precisions = values.precisions?.split(',') ?? adapter.precisions;
    say(`${adapter.name}\n`);
    if (values.learning) return await learning(page, adapter, values);
    if (values.goldens) return await goldens(page, adapter, precisions, values);
    const usual = adapter.software ? SMALL : FULL;
    const networks = values.networks?.split(',') ?? usual.networks;
    const unknown = networks.find((network) => !ALL.includes(network));
    if (unknown) throw new Error(`${unknown} is no network: ${ALL.join(', ')} are.`);
    const sizes = (values.sizes?.split(',') ?? usual.sizes).map(parseSize);
    if (values.tiles) return await tiles(page, adapter, networks, sizes, precisions, values.json);
    const rows = [];
    const failures = [];
    for (const size of sizes) {
      for (const network of networks) {
        const request = {
          ...{
            network,
            ...size,
            precisions,
            peers: values.peers.split(','),
            layers: values.layers,
            tuned: values.tuned,
          },
          plain: !values.matrices,
          warmMs: Number(values.warm ?? usual.warm),
        };
        const part = await page.evaluate((asked) => globalThis.bench(asked), request);
        rows.push(...part.rows);
        failures.push(...part.failures);
        for (const row of part.rows) say(line(row));
        for (const failure of part.failures) say(`failed: ${failure}`);
        if (values.json) await writeFile(values.json, JSON.stringify({ adapter: adapter.name, rows, failures }));
      }
    }
    if (rows.length === 0) process.exitCode = 1;
  } finally {
    await browser.close().catch(() => {});
    server.close();
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
