import type { Tensor } from './expression';

/** When memory is first written and last read, as step numbers, for tensors each of which is written over the one before. */
export interface Lifetime {
  readonly tensors: readonly Tensor[];
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

export interface MemorySlot {
  /** Which buffer. */
  readonly buffer: number;
  /** Bytes from its beginning, aligned as bindings must be. */
  readonly offset: number;
  readonly bytes: number;
}

/** Buffer sizes in bytes, and where each tensor (by id) lives. */
export interface MemoryPlan {
  readonly sizes: readonly number[];
  readonly slots: ReadonlyMap<number, MemorySlot>;
}

interface Tenant extends Lifetime {
  readonly offset: number;
}

/** What WebGPU's default limits ask of a binding's offset. */
const ALIGNMENT = 256;
/**
 * Tensors smaller than this part of the largest never share a buffer: there is little to win, and what a dispatch reads from
 * a buffer that it writes to as well is writable in the driver's eyes.
 */
const LEAST_SHARED = 1 / 8;

/**
 * Places tensors in buffers so that two alive in the same step never overlap. Largest first, each into the gap that it fits
 * best, or a new buffer; those of one size in order of time or against it, whichever takes less.
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

/** Free bytes of a buffer beside its tenants. */
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
