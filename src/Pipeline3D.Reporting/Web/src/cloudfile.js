// Unpacks the cloud file that ScanEvidence describes.

/** `points` [n, 3] and their bounds in the scan's unit; per point `scores` 0..255, `truth` 0 or 1, `colours` RGB. */
export async function unpack(gzip) {
  const stream = new Blob([gzip]).stream().pipeThrough(new DecompressionStream('gzip'));
  const buffer = await new Response(stream).arrayBuffer();
  const view = new DataView(buffer), count = view.getInt32(0, true);
  const size = 28 + 11 * count;
  if (buffer.byteLength !== size) throw new Error(`${count} points take ${size} bytes, not ${buffer.byteLength}`);
  const low = [0, 1, 2].map(axis => view.getFloat32(4 + 4 * axis, true));
  const high = [0, 1, 2].map(axis => view.getFloat32(16 + 4 * axis, true));
  const points = new Float32Array(3 * count);
  for (let i = 0; i < 3 * count; i++) {
    points[i] = low[i % 3] + view.getUint16(28 + 2 * i, true) / 65535 * (high[i % 3] - low[i % 3]);
  }
  return {
    count, points, low, high,
    scores: new Uint8Array(buffer, 28 + 6 * count, count),
    truth: new Uint8Array(buffer, 28 + 7 * count, count),
    colours: new Uint8Array(buffer, 28 + 8 * count, 3 * count),
  };
}
