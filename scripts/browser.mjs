// Finds a browser and starts it with the built extension: shared by `npm start`, `npm run dev`, the tests and the bench.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import puppeteer from 'puppeteer';

/** Paths where distributions and installers put Chromium, Chrome and Edge. */
const CANDIDATES = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/microsoft-edge',
    '/opt/google/chrome/chrome',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/**
 * Returns the path of the browser to drive: PUPPETEER_EXECUTABLE_PATH, else an installed one, else puppeteer's own
 * Chrome, which it downloads on first use.
 * @param {(line: string) => void} [say] receives a line before a long step
 * @returns {Promise<string>}
 */
async function findBrowser(say = () => {}) {
  const named = process.env.PUPPETEER_EXECUTABLE_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`PUPPETEER_EXECUTABLE_PATH names ${named}, which does not exist.`);
    return named;
  }
  const installed = (CANDIDATES[process.platform] ?? []).find((path) => existsSync(path));
  if (installed) return installed;
  const own = puppeteer.executablePath();
  if (!existsSync(own)) {
    say('No Chrome, Chromium or Edge found here: downloading one (about 150 MB, once) ...');
    const cli = createRequire(import.meta.url).resolve('puppeteer/lib/cjs/puppeteer/node/cli.js');
    const { status } = spawnSync(process.execPath, [cli, 'browsers', 'install', 'chrome'], { stdio: 'inherit' });
    if (status !== 0) throw new Error('No browser found and none could be downloaded: install Chrome or Chromium.');
  }
  return own;
}

/** True if Linux shows a graphics card. Other systems always have one. */
export function hasGpu() {
  if (process.platform !== 'linux') return true;
  if (existsSync('/dev/nvidiactl')) return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
}

/**
 * Returns Chromium's switches for WebGPU: on the graphics card, or on SwiftShader without one. SwiftShader needs all of
 * them: with fewer it offers an adapter whose canvases stay blank.
 * @param {{ headless: boolean }} options
 */
function webgpuFlags({ headless }) {
  if (!hasGpu()) {
    return [
      '--enable-unsafe-webgpu',
      '--enable-features=Vulkan',
      '--use-vulkan=swiftshader',
      '--use-angle=swiftshader',
      // Debian's Chromium asks for it, and here it costs a tenth of all processor time.
      '--disable-gpu-rasterization',
      // Compiles in half the time without the code that zeroes workgroup memory, which no shader of this project relies on.
      '--enable-dawn-features=disable_workgroup_init',
    ];
  }
  if (process.platform !== 'linux') return [];
  const flags = ['--enable-unsafe-webgpu', '--ignore-gpu-blocklist', '--use-angle=vulkan', '--enable-features=Vulkan'];
  if (headless) flags.push('--disable-vulkan-surface');
  if (existsSync('/dev/nvidiactl')) {
    flags.push('--enable-dawn-features=vulkan_enable_f16_on_nvidia,allow_unsafe_apis');
  }
  return flags;
}

/**
 * Starts the browser with the unpacked extension in `extension` and a profile of its own; `true` allows extensions that
 * are loaded later.
 * @param {{ extension?: string | true, headless: boolean, args?: string[], say?: (line: string) => void,
 *   viewport?: { width: number, height: number } | null }} options
 */
export async function launchBrowser({ extension, headless, args = [], say, viewport = null }) {
  return puppeteer.launch({
    executablePath: await findBrowser(say),
    headless,
    pipe: true,
    ...(extension && { enableExtensions: extension === true || [extension] }),
    defaultViewport: viewport,
    args: [
      // Containers and CI run as root, for which Chromium's sandbox does not start.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--autoplay-policy=no-user-gesture-required',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...webgpuFlags({ headless }),
      ...args,
    ],
  });
}

/**
 * Tells the extension's service worker from other targets.
 * @param {import('puppeteer').Target} target
 */
const isWorker = (target) => target.type() === 'service_worker' && target.url().startsWith('chrome-extension://');

/**
 * Waits until the worker of a target has the extension APIs, which appear later than the target.
 * @param {import('puppeteer').Target} target
 */
async function workerOf(target) {
  const worker = await target.worker();
  if (!worker) throw new Error('The service worker of the extension did not start.');
  while (!(await worker.evaluate(() => 'chrome' in globalThis && 'storage' in chrome))) {
    await new Promise((done) => setTimeout(done, 20));
  }
  return worker;
}

/**
 * Waits for the extension's service worker and returns it with the extension's id.
 * @param {import('puppeteer').Browser} browser
 */
export async function extensionWorker(browser) {
  const target = await browser.waitForTarget(isWorker, { timeout: 30_000 });
  return { worker: await workerOf(target), id: new URL(target.url()).host };
}

/**
 * Loads the extension again from its folder, as the reload button of chrome://extensions does, and returns the new worker.
 * Settings stay. `chrome.runtime.reload` does not work here: an extension that puppeteer loaded does not come back after it.
 * @param {import('puppeteer').Browser} browser
 * @param {string} extension
 */
export async function reloadExtension(browser, extension) {
  const started = new Promise((done) => {
    browser.on('targetcreated', function onCreated(target) {
      if (!isWorker(target)) return;
      browser.off('targetcreated', onCreated);
      done(target);
    });
  });
  await browser.installExtension(extension);
  return workerOf(await started);
}
