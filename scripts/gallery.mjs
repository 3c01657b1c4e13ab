// Makes docs/images/gallery.webp: three photographs (docs/images/CREDITS.md) in every style, drawn by the extension's own
// engine in Node, as frames of a video would be. Needs ffmpeg and the Debian packages that carry the photographs.
// usage: node scripts/gallery.mjs [ROOT]     ROOT: where the packages are unpacked, / by default
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createServer } from 'vite';

// Dawn for Node is a package of the GPU tests: `node scripts/install.mjs tests/gpu` installs it.
const { resolve } = createRequire(new URL('../tests/gpu/package.json', import.meta.url));
const { create, globals } = await import(pathToFileURL(resolve('webgpu')).href);

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const OUTPUT = join(PROJECT, 'docs/images/gallery.webp');
const SOFTWARE_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const SAMPLES = 'usr/lib/python3/dist-packages/skimage/data';
/** Photo files, each with its 3:2 crop in ffmpeg's form. */
const PHOTOS = [
  [`${SAMPLES}/astronaut.png`, '459:306:0:0'],
  ['usr/share/backgrounds/picosdeeuropa_by_Aitzol_Berasategi.jpg', '3264:2176:0:120'],
  [`${SAMPLES}/coffee.png`, '600:400:0:0'],
];
/** Size of the network's input, and the factor by which the gallery scales it. */
const [WIDTH, HEIGHT, SHOWN] = [420, 280, 6 / 7];
const [COLUMN, ROW, GAP, LABEL] = [WIDTH * SHOWN, HEIGHT * SHOWN, 4, 22];

const ffmpeg = (args, input) => execFileSync('ffmpeg', ['-v', 'error', ...args], { input, maxBuffer: 1 << 28 });

/** Returns a photograph as a full-range BT.709 I420 frame. */
function frameOf(file, crop) {
  const filter = `crop=${crop},scale=${WIDTH}:${HEIGHT}:flags=area:out_color_matrix=bt709:out_range=full,format=yuv420p`;
  const data = new Uint8Array(ffmpeg(['-i', file, '-vf', filter, '-f', 'rawvideo', '-'])).buffer;
  const luma = WIDTH * HEIGHT;
  const layout = [
    { offset: 0, stride: WIDTH },
    { offset: luma, stride: WIDTH / 2 },
    { offset: luma * 1.25, stride: WIDTH / 2 },
  ];
  return {
    kind: 'planes',
    format: 'I420',
    width: WIDTH,
    height: HEIGHT,
    matrix: 'bt709',
    fullRange: true,
    layout,
    data,
  };
}

/** Reads the RGBA bytes of a texture. */
async function read(device, texture) {
  const bytesPerRow = Math.ceil((WIDTH * 4) / 256) * 256;
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ size: bytesPerRow * HEIGHT, usage });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, [WIDTH, HEIGHT]);
  device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const padded = new Uint8Array(buffer.getMappedRange());
  const rows = Array.from({ length: HEIGHT }, (_, y) => padded.slice(y * bytesPerRow, y * bytesPerRow + WIDTH * 4));
  buffer.destroy();
  return Buffer.concat(rows);
}

/** Draws every frame in one style with network S. Strength 0 gives the originals. */
async function draw({ GpuWeights, Stylizer, readModel }, engine, file, frames, strength) {
  const { device } = engine;
  const style = await GpuWeights.create(engine, readModel(new Uint8Array(readFileSync(file)).buffer));
  const stylizer = await Stylizer.create(engine, style, { frameWidth: WIDTH, frameHeight: HEIGHT });
  const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
  const target = device.createTexture({ size: [WIDTH, HEIGHT], format: 'rgba8unorm', usage });
  const pictures = [];
  for (const frame of frames) {
    stylizer.stylize(frame, target, { strength, reset: true });
    pictures.push(await read(device, target));
  }
  stylizer.destroy();
  style.destroy();
  target.destroy();
  return pictures;
}

/** Writes the rows of pictures, each under its name, as one WebP file. */
function compose(rows) {
  const cells = rows.flatMap(({ pictures }) => pictures);
  const places = rows.flatMap((_, row) =>
    PHOTOS.map((_, column) => `${column * (COLUMN + GAP)}_${row * (ROW + LABEL) + LABEL}`),
  );
  const names = rows.map(
    ({ name }, row) =>
      `drawtext=font=Sans:fontsize=15:fontcolor=0x303030:x=2:y=${row * (ROW + LABEL) + 3}:text='${name.replace(/[:'\\]/g, '')}'`,
  );
  // Pipe all cells as one rawvideo stream and split it in the filter graph: no temporary files.
  const scaled = `[0]scale=${COLUMN}:${ROW}:flags=area,split=${cells.length}${cells.map((_, i) => `[s${i}]`).join('')}`;
  const single = cells.map((_, i) => `[s${i}]trim=start_frame=${i}:end_frame=${i + 1},setpts=0[c${i}]`);
  const stacked = `${cells.map((_, i) => `[c${i}]`).join('')}xstack=inputs=${cells.length}:layout=${places.join('|')}:fill=white`;
  const graph = [scaled, ...single, [stacked, ...names].join(',')].join(';');
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${WIDTH}x${HEIGHT}`, '-i', '-'];
  const output = ['-frames:v', '1', '-c:v', 'libwebp', '-quality', '74', '-compression_level', '6', '-y', OUTPUT];
  ffmpeg([...input, '-filter_complex', graph, ...output], Buffer.concat(cells));
}

if (existsSync(SOFTWARE_DRIVER)) process.env.VK_ICD_FILENAMES ??= SOFTWARE_DRIVER;
Object.assign(globalThis, globals);
const server = await createServer({
  root: PROJECT,
  configFile: false,
  server: { middlewareMode: true, ws: false, watch: null },
});
try {
  const inkreel = await server.ssrLoadModule('/src/engine/index.ts');
  const instance = create([]);
  const engine = await inkreel.requestEngineDevice(instance, { precision: 'f32' });
  const frames = PHOTOS.map(([file, crop]) => frameOf(join(process.argv[2] ?? '/', file), crop));
  const { styles } = JSON.parse(readFileSync(join(PROJECT, 'weights/styles.json'), 'utf8'));
  const rows = [];
  for (const { name, sizes } of styles) {
    const file = join(PROJECT, 'weights', sizes.S);
    if (rows.length === 0) rows.push({ name: 'Original', pictures: await draw(inkreel, engine, file, frames, 0) });
    rows.push({ name, pictures: await draw(inkreel, engine, file, frames, 1) });
    process.stdout.write(`${name}\n`);
  }
  compose(rows);
  engine.device.destroy();
} finally {
  await server.close();
}
