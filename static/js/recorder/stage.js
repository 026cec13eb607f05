/**
 * What the recorder looks like: the ring, the clock, the buttons and the level, for each of its looks (asking, ready,
 * counting, recording, paused, stopping). It decides nothing.
 */
import { Page } from "./page.js";

export const LAST_SECONDS_MS = 10_000;

/** Which buttons stand at the ring's sides, and what the middle one does. */
const LOOKS = {
  asking: { sides: ["write", "upload"], middle: "record" },
  ready: { sides: ["write", "upload"], middle: "record" },
  counting: { sides: ["write", "upload"], middle: "cancel" },
  recording: { sides: ["pause", "again"], middle: "stop" },
  paused: { sides: ["again", "stop"], middle: "resume" },
  stopping: { sides: ["pause", "again"], middle: "stop" },
};
/** A paused take goes on with the same red button that began it. */
const ACTIONS = { record: "record", cancel: "cancel", stop: "stop", resume: "record" };

export class Stage extends Page {
  /** @param {import("./words.js").Words} words @param {number} maxMs */
  constructor(words, maxMs) {
    super("record");
    this.words = words;
    this.maxMs = maxMs;
    this.bars = [...this.part("level").children];
    this.wave = [...this.part("wave").children];
    this.levels = this.wave.map(() => 0);
  }

  /** Sound alone: no lens, but a wave that answers. @param {boolean} isVoice */
  voice(isVoice) {
    this.section.toggleAttribute("data-voice", isVoice);
    this.show("wave", isVoice);
    this.show("lens", !isVoice);
    this.text("other-way", this.words.say(isVoice ? "use_camera" : "use_voice"));
  }

  /** @param {keyof typeof LOOKS} look */
  look(look) {
    const { sides, middle } = LOOKS[look];
    this.section.dataset.look = look;
    this.#side("start", sides[0]);
    this.#side("end", sides[1]);
    const main = this.part("main");
    main.dataset.do = ACTIONS[/** @type {keyof typeof ACTIONS} */ (middle)];
    main.dataset.look = middle === "resume" ? "record" : middle;
    main.setAttribute("aria-label", this.words.say(`do_${middle}`));
    main.disabled = look === "asking" || look === "stopping";
    main.firstElementChild.textContent = "";
    this.text("elapsed", look === "recording" || look === "paused" || look === "stopping" ? this.words.time(0) : "");
  }

  /** @param {"start"|"end"} place @param {string} action */
  #side(place, action) {
    const button = this.section.querySelector(`[data-side="${place}"]`);
    const template = this.section.querySelector(`[data-side-look="${action}"]`);
    if (!(button instanceof HTMLElement) || !(template instanceof HTMLTemplateElement) || button.dataset.looks === action) return;
    const [icon, label] = template.content.cloneNode(true).childNodes;
    button.dataset.do = button.dataset.looks = action;
    button.firstElementChild?.replaceChildren(icon);
    button.lastElementChild?.replaceChildren(label);
  }

  /** @param {import("./shapes.js").Question} question @param {number} number @param {number} count @param {boolean[]} answered */
  question(question, number, count, answered) {
    const place = this.words.say("question_of", { number: this.words.count(number), count: this.words.count(count) });
    this.text("place", place);
    this.text("place-heading", `${place}: ${question.text}`);
    this.text("question", question.text);
    [...this.section.querySelectorAll(".question-bar i")].forEach((bar, index) => {
      /** @type {HTMLElement} */ (bar).style.setProperty("--done", answered[index] ? "1" : "0");
    });
    this.current = /** @type {HTMLElement} */ (this.section.querySelectorAll(".question-bar i")[number - 1]);
  }

  /** @param {number} seconds */
  countdown(seconds) {
    this.part("main").firstElementChild.textContent = this.words.count(seconds);
  }

  /** @param {number} ms recorded @param {number} safe of it @param {boolean} isLate whether sending waits for a network */
  clock(ms, safe, isLate) {
    const ring = this.part("ring");
    ring.style.setProperty("--recorded", String(Math.min(1, ms / this.maxMs)));
    ring.style.setProperty("--safe", String(Math.min(1, safe / this.maxMs)));
    ring.toggleAttribute("data-recorded", ms > 0);
    ring.toggleAttribute("data-saved", safe > 0);
    ring.toggleAttribute("data-late", isLate);
    ring.toggleAttribute("data-ending", this.maxMs - ms < LAST_SECONDS_MS);
    this.current?.style.setProperty("--done", String(Math.min(1, ms / this.maxMs)));
    this.text("elapsed", this.words.time(ms));
  }

  /** @param {number} level 0 to 1 */
  level(level) {
    this.levels.push(level);
    this.levels.shift();
    const latest = this.levels.slice(-this.bars.length);
    this.bars.forEach((bar, index) => bar.style.setProperty("--level", latest[index].toFixed(3)));
    if (!this.part("wave").hidden) this.wave.forEach((bar, index) => bar.style.setProperty("--level", this.levels[index].toFixed(3)));
  }

  /** @param {boolean} isHeard */
  hearing(isHeard) {
    this.part("hearing").dataset.heard = String(isHeard);
    this.text("hearing", this.words.say(isHeard ? "heard" : "not_heard"));
    this.part("level").setAttribute("aria-label", this.words.say(isHeard ? "level_good" : "level_low"));
  }

  /** @param {string} part @param {MediaDeviceInfo[]} devices @param {string} fallback word for one without a name @param {string} chosen */
  choices(part, devices, fallback, chosen) {
    const options = devices.map((device, index) => {
      const label = device.label || this.words.say(fallback, { number: this.words.count(index + 1) });
      return new Option(label, device.deviceId, false, device.deviceId === chosen);
    });
    this.part(part).replaceChildren(...options);
  }

  /** @returns {HTMLCanvasElement} the picture of this moment, small */
  frame() {
    return frameOf(this.part("lens"));
  }

  /** A keyboard finds the red button where it stands. */
  offer() {
    if (document.activeElement === document.body || document.activeElement?.tagName === "H1") this.part("main").focus({ preventScroll: true });
  }
}

/** @param {HTMLVideoElement} video @returns {HTMLCanvasElement} what it shows now, small */
export function frameOf(video) {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = Math.max(1, Math.round((video.videoHeight * 320) / Math.max(1, video.videoWidth)));
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Fill a canvas with another one, cut to fit. @param {HTMLCanvasElement} target @param {HTMLCanvasElement|null|undefined} picture */
export function paint(target, picture) {
  target.hidden = !picture;
  if (!picture) return;
  const scale = Math.max(target.width / picture.width, target.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  target.getContext("2d")?.drawImage(picture, (target.width - width) / 2, (target.height - height) / 2, width, height);
}
