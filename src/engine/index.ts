/** The engine's public face: everything else in this folder is its own business. */

export type { ColorMatrix, Frame, ImageFrame, PlanesFrame } from '../media/frame';
export { Tuner, type TuningRecord, type TuningStore } from './compiler/tuner';
export { type AdapterIdentity, type EngineDevice, type Precision, requestEngineDevice } from './device';
export { EngineError, ModelError, NoGpuError } from './errors';
export { type Model, readModel, type StyleInfo } from './model/model';
export { readPth } from './model/pytorch/pth';
export type { Timings } from './runtime/gpu-timer';
export { Style } from './runtime/gpu-weights';
export { type StylizeOptions, Stylizer, type StylizerSize } from './stylizer';
