/**
 * Opens camera and microphone, or says why not with a `CameraProblem` whose code has a sentence: insecure,
 * unsupported, denied, blocked, no_camera, no_microphone, busy, timeout.
 */
import { pause } from "./api.js";
import { pace } from "./pace.js";

// In some in-app browsers getUserMedia never settles.
const TIMEOUT_MS = 10_000;
const FIT_TIMEOUT_MS = 1_000;

export class CameraProblem extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @typedef {{camera?: string, microphone?: string, isVoice?: boolean}} Chosen device ids, and whether only sound is wanted */

/** What each stream was asked for. @type {WeakMap<MediaStream, import("./pace.js").Size>} */
const asked = new WeakMap();

/** @param {import("./pace.js").Size} size @returns {MediaTrackConstraints} */
const ideal = ({ width, height }) => ({ width: { ideal: width }, height: { ideal: height } });

/** @param {Chosen} chosen @param {import("./pace.js").Size} size @returns {MediaStreamConstraints} */
function constraints({ camera, microphone, isVoice = false }, size) {
  const which = camera ? { deviceId: { exact: camera } } : { facingMode: "user" };
  const ears = microphone ? { deviceId: { exact: microphone } } : {};
  return {
    video: !isVoice && { ...ideal(size), ...which, frameRate: { ideal: 30 } },
    audio: { ...ears, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  };
}

/** @param {Chosen} [chosen] @returns {Promise<MediaStream>} */
export async function openCamera(chosen = {}) {
  if (!isSecureContext) throw new CameraProblem("insecure");
  if (!navigator.mediaDevices?.getUserMedia || !("MediaRecorder" in globalThis)) throw new CameraProblem("unsupported");
  const { size } = pace;
  try {
    const stream = await withinTime(navigator.mediaDevices.getUserMedia(constraints(chosen, size)));
    asked.set(stream, size);
    return stream;
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

/** Bring an open camera to the size that is wanted by now. @param {MediaStream|null} stream */
export async function fitCamera(stream) {
  const track = stream?.getVideoTracks()[0];
  const { size } = pace;
  if (!stream || !track || asked.get(stream) === size) return;
  asked.set(stream, size);
  const fitting = track.applyConstraints({ ...track.getConstraints(), ...ideal(size) }).catch(() => {}); // the bit rate alone has to do
  await Promise.race([fitting, pause(FIT_TIMEOUT_MS)]);
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
