/** What the safe indicator says. It never promises more than the server has confirmed. */
import { safeMs } from "./uploads.js";

/**
 * @param {import("./words.js").Words} words @param {import("./uploads.js").Held|undefined} held
 * @param {{isLive?: boolean, spoolWorks?: boolean}} [now] isLive while recording
 * @returns {{look: "none"|"part"|"safe"|"sending"|"offline"|"local", sentence: string}}
 */
export function safety(words, held, { isLive = false, spoolWorks = true } = {}) {
  if (!held) return { look: "none", sentence: "" };
  const { state } = held.sender;
  if (state === "failed") return { look: "local", sentence: words.say("upload_refused") };
  if (state === "offline" && !spoolWorks) return { look: "local", sentence: words.say("offline_only_here") };
  if (state === "offline") return { look: "offline", sentence: words.say(isLive ? "offline" : "offline_waiting") };
  if (state === "busy") return { look: "offline", sentence: words.say("server_waiting") };
  return held.isFile ? ofFile(words, held) : ofTake(words, held, isLive);
}

/** @param {import("./words.js").Words} words @param {import("./uploads.js").Held} held @returns {{look: "safe"|"sending", sentence: string}} */
function ofFile(words, held) {
  if (held.sender.state === "safe") return { look: "safe", sentence: words.say("safe_file") };
  const percent = words.count(Math.floor((100 * held.sender.acked) / Math.max(1, held.sender.total)));
  return { look: "sending", sentence: words.say("sending_percent", { percent }) };
}

/**
 * @param {import("./words.js").Words} words @param {import("./uploads.js").Held} held @param {boolean} isLive
 * @returns {{look: "safe"|"part"|"sending", sentence: string}}
 */
function ofTake(words, held, isLive) {
  const until = safeMs(held);
  const isWhole = held.sender.acked > 0 && held.sender.acked >= held.source.size;
  if (held.sender.state === "safe" || (isWhole && !isLive)) return { look: "safe", sentence: words.say("safe_all", { time: words.time(held.ms) }) };
  if (until === 0 && isLive) return { look: "sending", sentence: words.say("sending_first") };
  if (isLive) return { look: "part", sentence: words.say("safe_to", { time: words.time(until) }) };
  return { look: "sending", sentence: words.say("sending_last", { seconds: words.count(Math.max(1, Math.round((held.ms - until) / 1000))) }) };
}

/** @param {HTMLElement} place a `.safe` or `.safe-line` @param {{look: string, sentence: string}} safe */
export function showSafety(place, { look, sentence }) {
  place.dataset.state = look;
  const text = place.querySelector("[data-text=safe]");
  if (text && text.textContent !== sentence) text.textContent = sentence;
}
