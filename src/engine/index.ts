/** The engine's public face: everything else in this folder is its own business. */

export { Tuner, type TuningRecord, type TuningStore } from './compiler/tuner';
export { type AdapterIdentity, type EngineDevice, type Precision, requestEngineDevice } from './device';
export { EngineError, ModelError, NoGpuError } from './errors';
export type { Frame, ImageFrame, PlanesFrame } from './input/frame';
export type { ColorMatrix } from './input/yuv-matrix';
export { type Model, readModel, type StyleInfo } from './model/model';
export { readPth } from './model/pytorch/pth';
export type { Timings } from './runtime/gpu-timer';
export { Style } from './runtime/gpu-weights';
export { type StylizeOptions, Stylizer, type StylizerSize } from './stylizer';
