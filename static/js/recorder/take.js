/**
 * One recording: the camera's stream goes straight into a MediaRecorder (a canvas in between has lost eight seconds
 * in a hidden tab), which hands over a chunk twice a second.
 *
 * States: ready → recording ⇄ paused → stopping → stopped. `ms` leaves pauses out.
 * Promises: every byte the browser gave is in a `chunk` before `stopped`; whatever ends a take other than its speaker
 * is named in `reason` (lost_camera, lost_microphone, lost_both, lost_data, lost_recorder, reached_time,
 * reached_bytes).
 * Events: `chunk` (detail {blob, ms}), `state`.
 */
import { withoutEcho } from "./echo.js";
import { pace } from "./pace.js";

const TIMESLICE_MS = 500; // what a kill loses, and what is still to be sent at the stop
const SILENT_MS = 4_000;
const MUTED_MS = 4_000;
const LOST_TOGETHER_MS = 250; // one cause ends two tracks one after the other
const STOP_TIMEOUT_MS = 3_000;

export class Take extends EventTarget {
  /** @param {MediaStream} stream @param {string} type @param {{maxMs: number, maxBytes: number}} limits */
  constructor(stream, type, limits) {
    super();
    this.stream = stream;
    this.type = type;
    this.limits = limits;
    this.state = "ready";
    this.reason = "";
    this.bytes = 0;
    this.before = 0;
    this.since = 0;
    this.lastData = 0;
    this.ears = new AbortController();
    /** Settles when the last chunk is out. @type {Promise<void>|null} */
    this.ending = null;
    // Chromium's MP4 ignores the timeslice and answers once a key frame: ask for one every second.
    const keyFrames = type.startsWith("video/mp4") ? { videoKeyFrameIntervalDuration: 1_000 } : {};
    const { video, audio } = pace.size;
    this.recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: video, audioBitsPerSecond: audio, ...keyFrames });
  }

  get ms() {
    const running = this.state === "recording" ? performance.now() - this.since : 0;
    return Math.min(this.before + running, this.limits.maxMs);
  }

  start() {
    const { signal } = this.ears;
    this.recorder.addEventListener("dataavailable", (event) => this.#data(event.data), { signal });
    this.recorder.addEventListener("error", () => this.stop("lost_recorder"), { signal });
    this.recorder.addEventListener("stop", () => (this.ending ? this.ending.then(() => this.#stopped()) : this.#stopped()));
    this.recorder.addEventListener("start", (event) => this.#began(event.timeStamp), { signal });
    for (const track of this.stream.getTracks()) this.#watch(track, signal);
    this.recorder.start(TIMESLICE_MS);
    this.#run();
    this.clock = setInterval(() => this.#tick(), 250);
  }

  #run() {
    this.since = this.lastData = performance.now();
    this.#enter("recording");
  }

  /** Some recorders need half a second to begin; what was said until then is in no file. @param {number} at */
  #began(at) {
    if (this.state === "recording" && this.before === 0) this.since = Math.max(this.since, at);
  }

  pause() {
    if (this.state !== "recording") return;
    this.before = this.ms;
    this.recorder.requestData(); // what was said until here goes out now
    this.recorder.pause();
    this.#enter("paused");
  }

  resume() {
    if (this.state !== "paused") return;
    this.recorder.resume();
    this.#run();
  }

  /** @param {string} [reason] */
  stop(reason = "") {
    if (this.state !== "recording" && this.state !== "paused") return;
    this.before = this.ms;
    this.reason = reason;
    clearInterval(this.clock);
    const isOver = this.recorder.state === "inactive";
    if (!isOver) this.recorder.stop(); // its last chunk comes after this task
    this.#enter("stopping");
    if (isOver) this.#stopped();
    setTimeout(() => this.#stopped(), STOP_TIMEOUT_MS); // WebKit has forgotten to say so
  }

  #stopped() {
    if (this.state === "stopped") return;
    if (this.state !== "stopping") this.reason ||= this.#lost() || "lost_recorder"; // it stopped by itself
    this.before = this.ms;
    clearInterval(this.clock);
    this.ears.abort();
    this.#enter("stopped");
  }

  /** @param {Blob} blob */
  #data(blob) {
    if (blob.size === 0) return; // browsers do that
    this.lastData = performance.now();
    const isLast = this.recorder.state === "inactive";
    if (!isLast || !this.type.startsWith("video/mp4")) return this.#give(blob);
    const mended = withoutEcho(blob).catch(() => blob);
    this.ending = Promise.all([mended, this.ending]).then(([last]) => this.#give(last));
  }

  /** @param {Blob} blob */
  #give(blob) {
    this.bytes += blob.size;
    this.dispatchEvent(new CustomEvent("chunk", { detail: { blob, ms: this.ms } }));
    if (this.bytes > this.limits.maxBytes - 2 * blob.size) this.stop("reached_bytes");
  }

  #tick() {
    if (this.state !== "recording") return;
    if (this.ms >= this.limits.maxMs) this.stop("reached_time");
    else if (performance.now() - this.lastData > SILENT_MS) this.stop("lost_data");
  }

  /** A track that ends or falls silent while the other lives: the recorder itself would carry on without a word.
   * @param {MediaStreamTrack} track @param {AbortSignal} signal */
  #watch(track, signal) {
    const silent = track.kind === "video" ? "lost_camera" : "lost_microphone";
    track.addEventListener("ended", () => setTimeout(() => this.stop(this.#lost()), LOST_TOGETHER_MS), { signal });
    track.addEventListener("mute", () => setTimeout(() => track.muted && this.state === "recording" && this.stop(silent), MUTED_MS), { signal });
  }

  /** @returns {string} what has ended by itself, if anything has */
  #lost() {
    const lost = this.stream.getTracks().filter((track) => track.readyState === "ended");
    if (lost.length === 0) return "";
    if (lost.length > 1) return "lost_both";
    return lost[0].kind === "video" ? "lost_camera" : "lost_microphone";
  }

  /** @param {string} state */
  #enter(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
