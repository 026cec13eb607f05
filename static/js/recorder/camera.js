/**
 * Opens camera and microphone, or says why not with a `CameraProblem` whose code has a sentence: insecure,
 * unsupported, denied, blocked, no_camera, no_microphone, busy, timeout.
 */

// In some in-app browsers getUserMedia never settles.
const TIMEOUT_MS = 10_000;

export class CameraProblem extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** What the person said; until then, what the browser was told about saving data. @type {boolean|null} */
let isSaver = null;

/** @returns {boolean} */
export const savesData = () => isSaver ?? Boolean(/** @type {any} */ (navigator).connection?.saveData);

/** @param {boolean} isWanted */
export const saveData = (isWanted) => (isSaver = isWanted);

/** Bits per second for the recorder. @returns {{videoBitsPerSecond: number, audioBitsPerSecond: number}} */
export const bitrates = () => ({ videoBitsPerSecond: savesData() ? 900_000 : 2_000_000, audioBitsPerSecond: 96_000 });

/** @typedef {{camera?: string, microphone?: string, isVoice?: boolean}} Chosen device ids, and whether only sound is wanted */

/** @param {Chosen} chosen @returns {MediaStreamConstraints} */
function constraints({ camera, microphone, isVoice = false }) {
  const size = savesData() ? { width: { ideal: 640 }, height: { ideal: 360 } } : { width: { ideal: 1280 }, height: { ideal: 720 } };
  const which = camera ? { deviceId: { exact: camera } } : { facingMode: "user" };
  const ears = microphone ? { deviceId: { exact: microphone } } : {};
  return {
    video: !isVoice && { ...size, ...which, frameRate: { ideal: 30 } },
    audio: { ...ears, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  };
}

/** @param {Chosen} [chosen] @returns {Promise<MediaStream>} */
export async function openCamera(chosen = {}) {
  if (!isSecureContext) throw new CameraProblem("insecure");
  if (!navigator.mediaDevices?.getUserMedia || !("MediaRecorder" in globalThis)) throw new CameraProblem("unsupported");
  try {
    return await withinTime(navigator.mediaDevices.getUserMedia(constraints(chosen)));
  } catch (error) {
    const isGone = error instanceof DOMException && error.name === "OverconstrainedError" && (chosen.camera || chosen.microphone);
    if (isGone) return openCamera({ isVoice: chosen.isVoice }); // the chosen one was unplugged
    throw error instanceof CameraProblem ? error : new CameraProblem(await causeOf(error, chosen.isVoice));
  }
}

/** @param {Promise<MediaStream>} asking @returns {Promise<MediaStream>} */
function withinTime(asking) {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => {
      failed(new CameraProblem("timeout"));
      asking.then(closeCamera, () => {}); // a late yes must not leave the light on
    }, TIMEOUT_MS);
    asking.then(done, failed).finally(() => clearTimeout(timer));
  });
}

/** @param {unknown} error @param {boolean} [isVoice] @returns {Promise<string>} */
async function causeOf(error, isVoice = false) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return `${isBlockedByPage(isVoice) ? "blocked" : "denied"}${isVoice ? "_voice" : ""}`;
  if (name === "NotReadableError" || name === "AbortError") return isVoice ? "busy_voice" : "busy";
  if (name === "NotFoundError" || name === "OverconstrainedError") return isVoice ? "no_microphone" : missingOne();
  return "unsupported";
}

/** A refusal by the page around us looks like one by the person; only Chromium tells. @param {boolean} isVoice @returns {boolean} */
function isBlockedByPage(isVoice) {
  const policy = /** @type {any} */ (document).permissionsPolicy ?? /** @type {any} */ (document).featurePolicy;
  return policy ? !((isVoice || policy.allowsFeature("camera")) && policy.allowsFeature("microphone")) : false;
}

/** @returns {Promise<string>} */
async function missingOne() {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.some((device) => device.kind === "videoinput") ? "no_microphone" : "no_camera";
}

/** @param {MediaStream|null} stream */
export function closeCamera(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

/** @param {MediaDeviceKind} kind @returns {Promise<MediaDeviceInfo[]>} */
export async function devices(kind) {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((device) => device.kind === kind && device.deviceId);
}
