// Reads one sample of a soak from the browser, after a garbage collection in each process.

const MIB = 2 ** 20;

/** Bytes of a pixel of the texture formats that the engine uses. */
const PIXEL_BYTES = { r8unorm: 1, rg8unorm: 2, rgba8unorm: 4, bgra8unorm: 4, rgba16float: 8, rgba32float: 16 };

/** Runs in the host: bytes of live buffers and textures. */
function bytesOf(buffers, textures, pixelBytes) {
  const ofBuffers = buffers.reduce((sum, { size }) => sum + size, 0);
  return textures.reduce(
    (sum, { width, height, depthOrArrayLayers, format }) =>
      sum + width * height * depthOrArrayLayers * (pixelBytes[format] ?? 4),
    ofBuffers,
  );
}

/** Objects of a class that a page still holds. */
async function live(page, type) {
  const prototype = await page.evaluateHandle((name) => globalThis[name].prototype, type);
  const objects = await page.queryObjects(prototype);
  await prototype.dispose();
  return objects;
}

/** Returns the bytes of GPU memory that the host holds in buffers and textures. */
async function gpuBytes(host) {
  const [buffers, textures] = [await live(host, 'GPUBuffer'), await live(host, 'GPUTexture')];
  const bytes = await host.evaluate(bytesOf, buffers, textures, PIXEL_BYTES);
  await Promise.all([buffers.dispose(), textures.dispose()]);
  return bytes;
}

/** Opens the sessions that are needed for a page, which stay open: opening them costs memory too. */
async function meterOf(page) {
  const session = await page.createCDPSession();
  await session.send('Performance.enable');
  await session.send('HeapProfiler.enable');
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const value = (name) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
    return { heap: value('JSHeapUsedSize') / MIB, nodes: value('Nodes'), listeners: value('JSEventListeners') };
  };
}

/** Returns the heap of the service worker; it sleeps and starts anew meanwhile. */
async function workerHeap(target) {
  const session = await target.createCDPSession();
  try {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize / MIB;
  } finally {
    await session.detach();
  }
}

/** Counts the frames that a page's video showed. */
const framesOf = (page) => page.evaluate(() => globalThis.frames);

/**
 * Returns a function that reads a sample.
 * @param {{ browser: import('puppeteer').Browser, page: import('puppeteer').Page, control: import('puppeteer').Page,
 *   host: import('puppeteer').Page, status: () => Promise<{ styled: { styled: number, dropped: number }[] } | null> }} parts
 */
export async function openProbe({ browser, page, control, host, status }) {
  const [ofPage, ofHost] = [await meterOf(page), await meterOf(host)];
  const begun = performance.now();
  return async () => {
    const worker = await browser.waitForTarget((target) => target.type() === 'service_worker');
    const [inPage, inHost] = [await ofPage(), await ofHost()];
    const [pageFrames, controlFrames] = await Promise.all([framesOf(page), framesOf(control)]);
    const stats = (await status())?.styled[0];
    return {
      minutes: (performance.now() - begun) / 60_000,
      pageHeap: inPage.heap,
      hostHeap: inHost.heap,
      workerHeap: await workerHeap(worker),
      pageNodes: inPage.nodes,
      hostNodes: inHost.nodes,
      pageListeners: inPage.listeners,
      hostListeners: inHost.listeners,
      gpuMemory: (await gpuBytes(host)) / MIB,
      pageFrames,
      controlFrames,
      styledFrames: stats?.styled ?? Number.NaN,
      droppedFrames: stats?.dropped ?? Number.NaN,
    };
  };
}
