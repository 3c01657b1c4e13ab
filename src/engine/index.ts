/** The engine's public face: everything else in this folder is its own business. */
export type { ColorMatrix } from './color';
export { type AdapterIdentity, type EngineDevice, type Precision, requestEngineDevice } from './device';
export { EngineError, ModelError, NoGpuError } from './errors';
export type { Frame, ImageFrame, PlanesFrame } from './frame';
export { type Model, readModel, type StyleInfo } from './model';
export { readPth } from './pth';
export type { Timings } from './stopwatch';
export { Style } from './style';
export { type StylizeOptions, Stylizer, type StylizerSize } from './stylizer';
export { Tuner, type TuningRecord, type TuningStore } from './tuner';
