import type { Tensor } from './expression';

/** Step numbers of the first write and the last read of tensors that share memory, each written over the one before. */
export interface Lifetime {
  readonly tensors: readonly Tensor[];
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** Memory of a tensor. */
export interface MemorySlot {
  /** Index of the buffer. */
  readonly buffer: number;
  /** Bytes from the buffer's beginning, aligned as bindings must be. */
  readonly offset: number;
  readonly bytes: number;
}

/** Buffers, and the place of each tensor in them. */
export interface MemoryPlan {
  /** Sizes of the buffers in bytes. */
  readonly sizes: readonly number[];
  /** By the ids of tensors. */
  readonly slots: ReadonlyMap<number, MemorySlot>;
}

/** A lifetime with its place in a buffer. */
interface Tenant extends Lifetime {
  readonly offset: number;
}

/** Alignment of a binding's offset under WebGPU's default limits. */
const ALIGNMENT = 256;
/**
 * Tensors smaller than this part of the largest never share a buffer: it saves little, and drivers treat a binding as writable
 * when the dispatch writes to another part of the same buffer.
 */
const LEAST_SHARED = 1 / 8;

/**
 * Places tensors in buffers so that two tensors alive in the same step never overlap. The largest come first, each into the
 * tightest gap or a new buffer. Tensors of one size go in order of time or against it, whichever takes less memory.
 */
export function planMemory(lifetimes: readonly Lifetime[]): MemoryPlan {
  const forth = place([...lifetimes].sort((a, b) => b.bytes - a.bytes || a.first - b.first));
  const back = place([...lifetimes].sort((a, b) => b.bytes - a.bytes || b.last - a.last));
  return bytesOf(back) < bytesOf(forth) ? back : forth;
}

const bytesOf = ({ sizes }: MemoryPlan): number => sizes.reduce((sum, size) => sum + size, 0);

const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

function place(lifetimes: readonly Lifetime[]): MemoryPlan {
  const buffers: { size: number; tenants: Tenant[] }[] = [];
  const places = new Map<number, MemorySlot>();
  const least = (lifetimes[0]?.bytes ?? 0) * LEAST_SHARED;
  for (const lifetime of lifetimes) {
    let best: { buffer: number; offset: number; room: number } | undefined;
    buffers.forEach(({ size, tenants }, buffer) => {
      const neighbours = tenants.filter((other) => other.first <= lifetime.last && lifetime.first <= other.last);
      if (neighbours.length > 0 && lifetime.bytes < least) return;
      for (const { offset, room } of gapsBetween(neighbours, size))
        if (room >= lifetime.bytes && (!best || room < best.room)) best = { buffer, offset, room };
    });
    const { buffer, offset } = best ?? { buffer: buffers.push({ size: lifetime.bytes, tenants: [] }) - 1, offset: 0 };
    buffers[buffer]!.tenants.push({ ...lifetime, offset });
    for (const { id } of lifetime.tensors) places.set(id, { buffer, offset, bytes: lifetime.bytes });
  }
  return { sizes: buffers.map(({ size }) => size), slots: places };
}

/** Free ranges of a buffer, in bytes, between its tenants and after the last one. */
function gapsBetween(tenants: readonly Tenant[], size: number): { offset: number; room: number }[] {
  const ends = [...tenants].sort((a, b) => a.offset - b.offset);
  const gaps = [];
  let offset = 0;
  for (const tenant of ends) {
    gaps.push({ offset, room: tenant.offset - offset });
    offset = Math.max(offset, align(tenant.offset + tenant.bytes));
  }
  gaps.push({ offset, room: size - offset });
  return gaps;
}
