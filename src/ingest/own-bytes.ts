/**
 * The same bytes in memory of their own, which can be given to another thread; copied only when they share it (small buffers
 * share a pool, and the runtime refuses to give that away).
 */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? new Uint8Array(buffer) : new Uint8Array(bytes);
}
