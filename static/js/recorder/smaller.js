/**
 * A phone's photo is ten times larger than what anybody shows: make it smaller before it travels, which leaves its
 * place and time behind as well. What this browser cannot open goes as it is; the server judges it.
 */

const LONGEST = 2048; // pixels
const SMALL_ENOUGH = 1_000_000; // bytes

/** @param {File} file @returns {Promise<Blob>} */
export async function smaller(file) {
  if (file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  } catch {
    return file;
  }
}
