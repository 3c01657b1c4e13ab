/** Values that a pickle of torch.save can hold. */

/** A function or class that a pickle names. The reader never runs it: the name is only a key into the calls it knows. */
export class GlobalName {
  constructor(readonly name: string) {}
}

/** A value that a pickle keeps outside of itself (PyTorch: a tensor's storage). */
export class PersistentId {
  constructor(readonly id: PickleValue) {}
}

export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | GlobalName
  | PersistentId
  | PickleTensor;

/** A tensor, as `reduce` builds it: a view of a storage. */
export interface PickleTensor {
  readonly storage: PickleValue;
  readonly offset: number;
  readonly size: readonly number[];
  readonly stride: readonly number[];
}
