import { float32ToFloat16 } from './float16';
import type { Model } from './model';

/**
 * Writes a model as a safetensors file with its graph inside, which `readModel` reads: docs/weights-format.md.
 * Weights become F16, as in the shipped files.
 */
export function writeModel({ graph, tensors, style }: Model): ArrayBuffer {
  const header: Record<string, unknown> = {
    __metadata__: { 'inkreel.graph': JSON.stringify(graph), ...(style && { 'inkreel.style': JSON.stringify(style) }) },
  };
  const parts: Uint16Array[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const half = float32ToFloat16(data);
    header[name] = { dtype: 'F16', shape, data_offsets: [offset, offset + half.byteLength] };
    parts.push(half);
    offset += half.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Spaces after the JSON align the tensors to 8 bytes.
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + offset);
  new DataView(file.buffer).setUint32(0, headerBytes, true);
  file.fill(0x20, 8, 8 + headerBytes).set(json, 8);
  let at = 8 + headerBytes;
  for (const part of parts) {
    file.set(new Uint8Array(part.buffer), at);
    at += part.byteLength;
  }
  return file.buffer;
}
