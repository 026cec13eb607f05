/**
 * GStreamer's MP4 muxer, which records in WebKitGTK, says the head of a take's last fragment twice. Players then look
 * for the last second of sound in the wrong place, so the first of two equal heads is left out.
 */

const HEAD = [0x6d, 0x6f, 0x6f, 0x66]; // moof

/** @param {Blob} blob the last chunk of an MP4 @returns {Promise<Blob>} */
export async function withoutEcho(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const view = new DataView(bytes.buffer);
  for (let at = bytes.indexOf(HEAD[0], 4); at > 0; at = bytes.indexOf(HEAD[0], at + 1)) {
    if (!HEAD.every((byte, index) => bytes[at + index] === byte)) continue;
    const start = at - 4;
    const end = start + view.getUint32(start);
    if (isSame(bytes, start, end)) return new Blob([blob.slice(0, start), blob.slice(end)], { type: blob.type });
  }
  return blob;
}

/** Whether what begins at `end` is what stands before it. @param {Uint8Array} bytes @param {number} start @param {number} end */
function isSame(bytes, start, end) {
  const head = bytes.subarray(start, end);
  return head.length > 8 && head.length === end - start && head.every((byte, index) => bytes[end + index] === byte);
}
