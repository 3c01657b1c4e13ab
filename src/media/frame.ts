/** A received picture, on its way to the engine. */
import type { Frame } from '../engine';
import type { FramePayload } from '../protocol/messages';

/** The picture as the engine takes it; the pixels stay where they are. */
export function toFrame(payload: FramePayload): Frame {
  const { width, height } = payload;
  if (payload.carrier === 'bitmap') return { kind: 'image', width, height, source: payload.bitmap };
  const { format, matrix, fullRange, layout, data } = payload;
  return { kind: 'planes', format, width, height, matrix, fullRange, layout, data: new Uint8Array(data) };
}

/** Frees a bitmap's pixels at once; planes go with the garbage. */
export function release(payload: FramePayload): void {
  if (payload.carrier === 'bitmap') payload.bitmap.close();
}
