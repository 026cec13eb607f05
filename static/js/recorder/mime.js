/**
 * Which recording this browser really makes. `isTypeSupported` says yes to things that then fail, so every candidate
 * is started once on the live stream.
 *
 * Never avc1 in Chromium: a phone that is turned mid-take destroys the file from there on; avc3 and WebM survive.
 * Apple's WebKit records MP4 best and plays its own WebM badly.
 */

const PROBE_MS = 1_500;
const APPLE = ["video/mp4;codecs=avc1,mp4a.40.2", "video/mp4", "video/webm;codecs=vp8,opus"];
const VP8 = ["video/webm;codecs=vp8,opus", "video/webm"];
const AVC3 = ["video/mp4;codecs=avc3,mp4a.40.2", "video/mp4;codecs=avc3,opus"];

/** @returns {boolean} */
const isAppleWebKit = () => /AppleWebKit/.test(navigator.userAgent) && !/Chrom(e|ium)\//.test(navigator.userAgent);
/** @returns {boolean} */
const isStrongDesktop = () => navigator.hardwareConcurrency >= 8 && !matchMedia("(pointer: coarse)").matches;

/** @returns {string[]} best first */
export function candidates() {
  if (isAppleWebKit()) return APPLE;
  return [...(isStrongDesktop() ? ["video/webm;codecs=vp9,opus"] : []), ...VP8, ...AVC3];
}

/** Sound alone. */
const VOICE = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

/** What started here before, by whether there was a picture. @type {Map<boolean, string>} */
const known = new Map();

/** @param {MediaStream} stream @returns {Promise<string|null>} a media type that starts here, or null */
export async function recordableType(stream) {
  if (!("MediaRecorder" in globalThis)) return null;
  const hasPicture = stream.getVideoTracks().length > 0;
  const before = known.get(hasPicture);
  if (before) return before;
  for (const type of hasPicture ? candidates() : VOICE) {
    if (!MediaRecorder.isTypeSupported(type) || !(await starts(stream, type))) continue;
    known.set(hasPicture, type);
    return type;
  }
  return null;
}

/** @param {MediaStream} stream @param {string} type @returns {Promise<boolean>} */
function starts(stream, type) {
  return new Promise((done) => {
    const finish = (/** @type {boolean} */ answer) => (clearTimeout(timer), quietly(recorder), done(answer));
    const timer = setTimeout(() => finish(false), PROBE_MS);
    /** @type {MediaRecorder|undefined} */
    let recorder;
    try {
      recorder = new MediaRecorder(stream, { mimeType: type });
      recorder.onstart = () => finish(true);
      recorder.onerror = () => finish(false);
      recorder.start();
    } catch {
      finish(false);
    }
  });
}

/** @param {MediaRecorder|undefined} recorder */
function quietly(recorder) {
  if (recorder && recorder.state !== "inactive") recorder.stop();
}
