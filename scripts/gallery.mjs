// Makes docs/images/gallery.webp, three photographs (docs/images/CREDITS.md) in every style, and before-after.webp, a face, a
// building and a landscape before and after Anime. The extension's own engine draws them in Node, as frames of a video. Needs
// ffmpeg and the Debian packages that carry the photographs.
// usage: node scripts/gallery.mjs [ROOT [NAME]]    ROOT: where the packages are unpacked, / by default
//                                                  NAME: gallery or before-after, to make only that one
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
const IMAGES = join(PROJECT, 'docs/images');
const SOFTWARE_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const SAMPLES = 'usr/lib/python3/dist-packages/skimage/data';
const ROOT = process.argv[2] ?? '/';
/** Photo files, each with its 3:2 crop in ffmpeg's form. */
const FACE = [join(ROOT, SAMPLES, 'astronaut.png'), '459:306:0:0'];
const MOUNTAINS = [join(ROOT, 'usr/share/backgrounds/picosdeeuropa_by_Aitzol_Berasategi.jpg'), '3264:2176:0:120'];
const PHOTOS = [FACE, MOUNTAINS, [join(ROOT, SAMPLES, 'coffee.png'), '600:400:0:0']];
/** The photos of before-after.webp; the face is cut closer. */
const COMPARED = [[FACE[0], '324:216:62:0'], [join(IMAGES, 'source/roman-colosseum.webp'), '576:384:0:0'], MOUNTAINS];
/** Size of the network's input, and the factor by which the gallery scales it. */
const [WIDTH, HEIGHT, SHOWN] = [420, 280, 6 / 7];
const [COLUMN, ROW, GAP, LABEL] = [WIDTH * SHOWN, HEIGHT * SHOWN, 4, 22];
/** Size of the pictures of before-after.webp, which are not scaled. */
const [LARGE_WIDTH, LARGE_HEIGHT] = [576, 384];

const ffmpeg = (args, input) => execFileSync('ffmpeg', ['-v', 'error', ...args], { input, maxBuffer: 1 << 28 });

/** Returns a photograph as a full-range BT.709 I420 frame of that size. */
function frameOf([file, crop], width, height) {
  const filter = `crop=${crop},scale=${width}:${height}:flags=area:out_color_matrix=bt709:out_range=full,format=yuv420p`;
  const data = new Uint8Array(ffmpeg(['-i', file, '-vf', filter, '-f', 'rawvideo', '-'])).buffer;
  const luma = width * height;
  const layout = [
    { offset: 0, stride: width },
    { offset: luma, stride: width / 2 },
    { offset: luma * 1.25, stride: width / 2 },
  ];
  return {
    kind: 'planes',
    format: 'I420',
    width,
    height,
    matrix: 'bt709',
    fullRange: true,
    layout,
    data,
  };
}

/** Reads the RGBA bytes of a texture. */
async function read(device, texture) {
  const { width, height } = texture;
  const bytesPerRow = Math.ceil((width * 4) / 256) * 256;
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ size: bytesPerRow * height, usage });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, [width, height]);
  device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const padded = new Uint8Array(buffer.getMappedRange());
  const rows = Array.from({ length: height }, (_, y) => padded.slice(y * bytesPerRow, y * bytesPerRow + width * 4));
  buffer.destroy();
  return Buffer.concat(rows);
}

/** Draws frames of one size with the network of a weights file. Strength 0 gives the originals. */
async function draw({ GpuWeights, Stylizer, readModel }, engine, file, frames, strength) {
  const { device } = engine;
  const style = await GpuWeights.create(engine, readModel(new Uint8Array(readFileSync(file)).buffer));
  const [{ width, height }] = frames;
  const stylizer = await Stylizer.create(engine, style, { frameWidth: width, frameHeight: height });
  const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
  const target = device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
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

/** Pipes RGBA pictures of one size through a filter graph into a WebP file. One stream needs no temporary files. */
function writeImage(name, pictures, [width, height], graph, quality) {
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${width}x${height}`, '-i', '-'];
  const output = ['-frames:v', '1', '-c:v', 'libwebp', '-quality', `${quality}`, '-compression_level', '6', '-y'];
  ffmpeg([...input, '-filter_complex', graph, ...output, join(IMAGES, name)], Buffer.concat(pictures));
}

/** Writes the rows of pictures, each under its name, as gallery.webp. */
function compose(rows) {
  const cells = rows.flatMap(({ pictures }) => pictures);
  const places = rows.flatMap((_, row) =>
    PHOTOS.map((_, column) => `${column * (COLUMN + GAP)}_${row * (ROW + LABEL) + LABEL}`),
  );
  const names = rows.map(
    ({ name }, row) =>
      `drawtext=font=Sans:fontsize=15:fontcolor=0x303030:x=2:y=${row * (ROW + LABEL) + 3}:text='${name.replace(/[:'\\]/g, '')}'`,
  );
  const scaled = `[0]scale=${COLUMN}:${ROW}:flags=area,split=${cells.length}${cells.map((_, i) => `[s${i}]`).join('')}`;
  const single = cells.map((_, i) => `[s${i}]trim=start_frame=${i}:end_frame=${i + 1},setpts=0[c${i}]`);
  const stacked = `${cells.map((_, i) => `[c${i}]`).join('')}xstack=inputs=${cells.length}:layout=${places.join('|')}:fill=white`;
  const graph = [scaled, ...single, [stacked, ...names].join(',')].join(';');
  writeImage('gallery.webp', cells, [WIDTH, HEIGHT], graph, 74);
}

async function compareAnime(inkreel, engine, { sizes }) {
  const file = join(PROJECT, 'weights', sizes.M);
  const frames = COMPARED.map((photo) => frameOf(photo, LARGE_WIDTH, LARGE_HEIGHT));
  const before = await draw(inkreel, engine, file, frames, 0);
  const after = await draw(inkreel, engine, file, frames, 1);
  const pairs = before.flatMap((picture, i) => [picture, after[i]]);
  writeImage('before-after.webp', pairs, [LARGE_WIDTH, LARGE_HEIGHT], `tile=2x${COMPARED.length}`, 82);
}

/** Draws the gallery with size S of every style. */
async function showStyles(inkreel, engine, styles) {
  const frames = PHOTOS.map((photo) => frameOf(photo, WIDTH, HEIGHT));
  const rows = [];
  for (const { name, sizes } of styles) {
    const file = join(PROJECT, 'weights', sizes.S);
    if (rows.length === 0) rows.push({ name: 'Original', pictures: await draw(inkreel, engine, file, frames, 0) });
    rows.push({ name, pictures: await draw(inkreel, engine, file, frames, 1) });
    process.stdout.write(`${name}\n`);
  }
  compose(rows);
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
  const { styles } = JSON.parse(readFileSync(join(PROJECT, 'weights/styles.json'), 'utf8'));
  if (process.argv[3] !== 'gallery') await compareAnime(inkreel, engine, styles[0]);
  if (process.argv[3] !== 'before-after') await showStyles(inkreel, engine, styles);
  engine.device.destroy();
} finally {
  await server.close();
}
