import type { Tensor } from './expression';

/** When memory is first written and last read, as step numbers, for tensors each of which is written over the one before. */
export interface Lifetime {
  readonly tensors: readonly Tensor[];
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** Buffer sizes, and which buffer each tensor (by id) lives in. */
export interface Layout {
  readonly sizes: readonly number[];
  readonly slots: ReadonlyMap<number, number>;
}

/**
 * Assigns tensors to buffers so that two alive in the same step never share one: whole buffers, since WebGPU does not
 * let a dispatch read and write parts of the same one. Largest first, each into the free buffer that it fits best; those of
 * one size in order of time or against it, whichever takes less.
 */
export function layOut(lifetimes: readonly Lifetime[]): Layout {
  const forth = place([...lifetimes].sort((a, b) => b.bytes - a.bytes || a.first - b.first));
  const back = place([...lifetimes].sort((a, b) => b.bytes - a.bytes || b.last - a.last));
  return bytesOf(back) < bytesOf(forth) ? back : forth;
}

const bytesOf = ({ sizes }: Layout): number => sizes.reduce((sum, size) => sum + size, 0);

function place(lifetimes: readonly Lifetime[]): Layout {
  const buffers: { size: number; tenants: Lifetime[] }[] = [];
  const slots = new Map<number, number>();
  for (const lifetime of lifetimes) {
    let slot = -1;
    buffers.forEach(({ size, tenants }, i) => {
      const free = tenants.every((other) => other.last < lifetime.first || lifetime.last < other.first);
      if (free && (slot < 0 || size < buffers[slot]!.size)) slot = i;
    });
    if (slot < 0) slot = buffers.push({ size: lifetime.bytes, tenants: [] }) - 1;
    buffers[slot]!.tenants.push(lifetime);
    for (const { id } of lifetime.tensors) slots.set(id, slot);
  }
  return { sizes: buffers.map(({ size }) => size), slots };
}
