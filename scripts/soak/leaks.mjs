// Deliberate leaks, which prove that a soak can fail.

/** Runs in a page: keeps detached elements with a listener each. */
function leakNodes() {
  const kept = [];
  setInterval(() => {
    const element = document.createElement('div');
    element.addEventListener('click', () => kept.length);
    kept.push(element);
  }, 100);
}

/** Runs in the host: keeps numbers, 40 kB a second. */
function leakHeap() {
  const kept = [];
  setInterval(() => kept.push(Array.from({ length: 500 }, Math.random)), 100);
  Object.assign(globalThis, { kept });
}

/** Runs in the host: keeps buffers of the GPU, 64 KiB a second. */
async function leakGpu() {
  const device = await (await navigator.gpu.requestAdapter()).requestDevice();
  const kept = [];
  setInterval(() => kept.push(device.createBuffer({ size: 1 << 16, usage: GPUBufferUsage.COPY_DST })), 1000);
  Object.assign(globalThis, { kept });
}

/** Runs in a page: leaves the main thread no time for every other frame. */
function blockFrames() {
  setInterval(() => {
    const end = performance.now() + 150;
    while (performance.now() < end);
  }, 200);
}

/** Leaks by name, with the document in which each begins. @type {Record<string, { where: 'page' | 'host', begin: () => unknown }>} */
export const LEAKS = {
  nodes: { where: 'page', begin: leakNodes },
  heap: { where: 'host', begin: leakHeap },
  gpu: { where: 'host', begin: leakGpu },
  frames: { where: 'page', begin: blockFrames },
};
