import planesSource from '../../shaders/planes.wgsl?raw';
import reduceSource from '../../shaders/reduce.wgsl?raw';
import { type ColorMatrix, yuvToRgb } from './color';
import { EngineError } from './errors';
import { expand } from './template';

/** A frame as 8-bit planes: Y, U, V (I420) or Y, UV (NV12), each with its offset and row stride in `data`, in bytes. */
export interface PlanesFrame {
  readonly kind: 'planes';
  readonly format: 'I420' | 'NV12';
  readonly width: number;
  readonly height: number;
  readonly matrix: ColorMatrix;
  readonly fullRange: boolean;
  readonly layout: readonly { readonly offset: number; readonly stride: number }[];
  readonly data: Uint8Array;
}

export interface ImageFrame {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  readonly source: ImageBitmap | VideoFrame | OffscreenCanvas;
}

export type Frame = PlanesFrame | ImageFrame;

interface Conversion {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Takes frames of one size to RGB textures: `original` at the frame's size, `input` at the network's. */
export class FrameImport {
  private conversionKey = '';

  private constructor(
    private readonly device: GPUDevice,
    readonly original: GPUTexture,
    /** The same texture as `original` unless the network runs smaller. */
    readonly input: GPUTexture,
    private readonly planes: { luma: GPUTexture; chroma: GPUTexture; cb: GPUTexture; cr: GPUTexture },
    private readonly conversion: GPUBuffer,
    private readonly converters: Record<PlanesFrame['format'], Conversion>,
    private readonly reducer: Conversion | undefined,
  ) {}

  static async create(device: GPUDevice, frame: Size, network: Size): Promise<FrameImport> {
    const { TEXTURE_BINDING, STORAGE_BINDING, COPY_DST, COPY_SRC, RENDER_ATTACHMENT } = GPUTextureUsage;
    const texture = (label: string, size: Size, format: GPUTextureFormat, usage: number) =>
      device.createTexture({ label, size: [size.width, size.height], format, usage: usage | TEXTURE_BINDING });
    const half = { width: Math.ceil(frame.width / 2), height: Math.ceil(frame.height / 2) };
    const same = network.width === frame.width && network.height === frame.height;
    const original = texture(
      'original',
      frame,
      'rgba8unorm',
      STORAGE_BINDING | COPY_DST | COPY_SRC | RENDER_ATTACHMENT,
    );
    const input = same ? original : texture('network input', network, 'rgba16float', STORAGE_BINDING | COPY_SRC);
    const planes = {
      luma: texture('luma', frame, 'r8unorm', COPY_DST),
      chroma: texture('chroma', half, 'rg8unorm', COPY_DST),
      cb: texture('cb', half, 'r8unorm', COPY_DST),
      cr: texture('cr', half, 'r8unorm', COPY_DST),
    };
    const conversion = device.createBuffer({
      label: 'conversion',
      size: 48,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    const converter = async (biplanar: boolean): Promise<Conversion> => {
      const pipeline = await compile(device, 'planes', expand(planesSource, { BIPLANAR: biplanar }));
      const chroma = biplanar ? [planes.chroma] : [planes.cb, planes.cr];
      const views = [planes.luma, original, ...chroma].map((plane) => plane.createView());
      return { pipeline, bindGroup: bind(device, pipeline, [{ buffer: conversion }, ...views]) };
    };
    const shrink = async (): Promise<Conversion> => {
      const pipeline = await compile(device, 'reduce', reduceSource);
      return { pipeline, bindGroup: bind(device, pipeline, [original.createView(), input.createView()]) };
    };
    const [i420, nv12, reducer] = await Promise.all([converter(false), converter(true), same ? undefined : shrink()]);
    return new FrameImport(device, original, input, planes, conversion, { I420: i420, NV12: nv12 }, reducer);
  }

  /** Bytes of the textures. */
  get gpuBytes(): number {
    const { luma, chroma, cb, cr } = this.planes;
    const area = (texture: GPUTexture) => texture.width * texture.height;
    const input = this.reducer ? area(this.input) * 8 : 0;
    return area(this.original) * 4 + input + area(luma) + area(chroma) * 2 + area(cb) + area(cr);
  }

  /** Hands the frame's pixels to the queue. @throws EngineError for a frame of another size or with bytes missing. */
  upload(frame: Frame): void {
    const { width, height } = this.original;
    if (frame.width !== width || frame.height !== height)
      throw new EngineError(`A ${frame.width}x${frame.height} frame came to a ${width}x${height} stylizer.`);
    if (frame.kind === 'image') {
      this.device.queue.copyExternalImageToTexture({ source: frame.source }, { texture: this.original }, [
        width,
        height,
      ]);
      return;
    }
    const { luma, chroma, cb, cr } = this.planes;
    const targets = frame.format === 'NV12' ? [luma, chroma] : [luma, cb, cr];
    targets.forEach((target, i) => {
      const plane = frame.layout[i];
      const rowBytes = target.width * (target === chroma ? 2 : 1);
      if (!plane || plane.stride < rowBytes || plane.offset < 0) throw new EngineError('The frame lacks a plane.');
      if (plane.offset + plane.stride * (target.height - 1) + rowBytes > frame.data.byteLength)
        throw new EngineError('The frame has fewer bytes than its layout says.');
      this.device.queue.writeTexture(
        { texture: target },
        frame.data as Uint8Array<ArrayBuffer>,
        { offset: plane.offset, bytesPerRow: plane.stride },
        [target.width, target.height],
      );
    });
    const key = `${frame.matrix} ${frame.fullRange}`;
    if (key !== this.conversionKey) {
      this.device.queue.writeBuffer(this.conversion, 0, yuvToRgb(frame.matrix, frame.fullRange));
      this.conversionKey = key;
    }
  }

  /** Encodes the conversion of the uploaded frame. */
  encode(pass: GPUComputePassEncoder, frame: Frame): void {
    if (frame.kind === 'planes') dispatch(pass, this.converters[frame.format], this.original);
    if (this.reducer) dispatch(pass, this.reducer, this.input);
  }

  destroy(): void {
    for (const texture of [this.original, this.input, ...Object.values(this.planes)]) texture.destroy();
    this.conversion.destroy();
  }
}

function dispatch(pass: GPUComputePassEncoder, { pipeline, bindGroup }: Conversion, output: GPUTexture): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(Math.ceil(output.width / 16), Math.ceil(output.height / 16));
}

function compile(device: GPUDevice, label: string, code: string): Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ label, code });
  return device.createComputePipelineAsync({ label, layout: 'auto', compute: { module, entryPoint: 'main' } });
}

function bind(device: GPUDevice, pipeline: GPUComputePipeline, resources: GPUBindingResource[]): GPUBindGroup {
  const entries = resources.map((resource, binding) => ({ binding, resource }));
  return device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
}
