/** Counts what the host does for a frame: messages, wakes, copies, and calls that cross to the browser's GPU process. */
import type { Page } from 'puppeteer';

/** Counts by name, over any number of frames. */
export type FrameWork = Record<string, number>;

declare global {
  var frameWork: Record<string, number> | undefined;
}

/** Begins to count in the host's document, from zero. Counts until the document closes. */
export async function countFrameWork(host: Page): Promise<void> {
  await host.evaluate(() => {
    const isCounting = globalThis.frameWork !== undefined;
    globalThis.frameWork = {};
    if (isCounting) return;
    const count = (name: string) => {
      globalThis.frameWork![name] = (globalThis.frameWork![name] ?? 0) + 1;
    };
    const watch = (owner: object, methods: readonly string[]) => {
      const methodsOf = owner as Record<string, (...rest: unknown[]) => unknown>;
      for (const method of methods) {
        const original = methodsOf[method]!;
        methodsOf[method] = function (this: unknown, ...rest: unknown[]) {
          count(method === 'postMessage' ? `post ${(rest[0] as { type?: string }).type}` : method);
          return original.apply(this, rest);
        };
      }
    };
    watch(MessagePort.prototype, ['postMessage']);
    watch(GPUQueue.prototype, ['submit', 'writeTexture', 'writeBuffer', 'onSubmittedWorkDone']);
    watch(GPUQueue.prototype, ['copyExternalImageToTexture']);
    watch(GPUBuffer.prototype, ['mapAsync']);
    watch(GPUDevice.prototype, ['createBuffer', 'createTexture', 'createBindGroup', 'createComputePipelineAsync']);
    watch(GPUDevice.prototype, ['createCommandEncoder', 'pushErrorScope', 'popErrorScope', 'importExternalTexture']);
    watch(GPUCommandEncoder.prototype, ['beginComputePass', 'beginRenderPass', 'copyTextureToTexture']);
    watch(GPUComputePassEncoder.prototype, ['dispatchWorkgroups']);
    watch(GPUCanvasContext.prototype, ['getCurrentTexture', 'configure']);
  });
}

/** Returns the counts since `countFrameWork`. */
export const frameWorkOf = (host: Page): Promise<FrameWork> => host.evaluate(() => globalThis.frameWork ?? {});
