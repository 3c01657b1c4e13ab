/** The engine's public interface. Code outside this folder imports from here only. */

export { timesAsLong } from './compiler/cost-model';
export { targetOf } from './compiler/tile-selection';
export { type AdapterIdentity, type EngineDevice, type Precision, requestEngineDevice } from './device';
export {
  EngineError,
  GpuMemoryError,
  MODEL_FAULTS,
  ModelError,
  type ModelFault,
  NoGpuError,
  NoWebgpuError,
} from './errors';
export type { ColorMatrix, ColorPrimaries, Frame, ImageFrame, PixelsFrame, PlanesFrame, YuvFrame } from './input/frame';
export { type Finish, type Model, readModel, type StyleInfo } from './model/model';
export { readPth } from './model/pytorch/pth';
export { readSafetensors, type WeightTensor } from './model/safetensors';
export { operationsOf } from './model/shapes';
export { writeModel } from './model/write-model';
export { storedFormat } from './output/stored-target';
export type { Timings } from './runtime/gpu-timer';
export { GpuWeights } from './runtime/gpu-weights';
export { type GpuTurns, UNHURRIED_MS } from './runtime/slices';
export { measuringIn } from './runtime/tile-clock';
export { Tuner, type TuningRecord, type TuningStore } from './runtime/tuner';
export { readStyleFile } from './style-file';
export { type StylizeOptions, Stylizer } from './stylizer';
export type { StylizerSize } from './stylizer-plan';
