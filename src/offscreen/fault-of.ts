/** Errors in the words of the protocol. */
import { GpuMemoryError, NoGpuError, NoWebgpuError } from '../engine';
import type { Fault } from '../protocol/faults';
import { LIMITS } from '../protocol/limits';
import { DeviceLostError } from './gpu/device-manager';

/** Shortens a text to what a message may carry. */
export const shortened = (message: string) => message.slice(0, LIMITS.maxTextLength);

/** Gives the fault that a page is told about an error. */
export function faultOf(error: unknown): Fault {
  if (error instanceof NoWebgpuError) return 'no-webgpu';
  if (error instanceof NoGpuError) return 'no-gpu';
  if (error instanceof DeviceLostError) return 'device-lost';
  if (error instanceof GpuMemoryError) return 'full';
  return 'internal';
}
