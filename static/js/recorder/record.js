/**
 * The recorder step, with a picture (`#record-1`) or without (`#voice-1`): opens the camera, counts down, records while the bytes already leave, and hands the take to the
 * review. Leaving the step ends a running take gracefully and turns the camera off.
 */
import { pause } from "./api.js";
import { Awake } from "./awake.js";
import { CameraProblem, closeCamera, fitCamera, openCamera } from "./camera.js";
import { Devices } from "./devices.js";
import { Meter } from "./meter.js";
import { recordableType } from "./mime.js";
import { pace } from "./pace.js";
import { announce } from "./page.js";
import { safety, showSafety } from "./safety.js";
import { LAST_SECONDS_MS, Stage } from "./stage.js";
import { Take } from "./take.js";
import { safeMs } from "./uploads.js";

const COUNT_FROM = 3;
const SECOND_MS = 1_000;
const MEASURING_MS = 5_000; // nobody waits for this who reads the question and counts to three
const LEAVING_MS = 150; // drawing the review holds up the last bytes
const PICTURE_MS = 1_200; // by then the face looks into the lens; at the stop every millisecond counts

export class RecordStep {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.words = app.words;
    this.maxMs = app.config.max_seconds * SECOND_MS;
    this.stage = new Stage(app.words, this.maxMs);
    this.section = this.stage.section;
    this.asksQuestion = true;
    this.awake = new Awake();
    this.number = 1;
    /** @type {MediaStream|null} */
    this.stream = null;
    /** @type {Take|null} */
    this.take = null;
    /** @type {Take|null} */
    this.warned = null;
    this.visit = 0; // answers of an earlier visit come too late
    this.counting = 0;
    this.measured = Promise.resolve();
    this.name = "record";
    this.devices = new Devices(this.stage, () => this.#reopen());
    app.uploads.addEventListener("change", () => this.#showClock());
    this.actions = {
      record: () => (this.take ? this.take.resume() : this.#countdown()),
      cancel: () => this.#ready(),
      pause: () => this.take?.pause(),
      stop: () => this.#stop(),
      again: () => this.#again(),
      ...app.otherWays(this),
      "other-way": () => this.app.journey.go(this.isVoice ? "record" : "voice", this.number, { replaces: true }),
      leave: () => this.app.journey.go("welcome"),
      devices: (/** @type {HTMLElement} */ button) => this.devices.toggle(button),
    };
  }

  get page() {
    return this.stage;
  }

  get isVoice() {
    return this.name === "voice";
  }

  get isHere() {
    return this.app.journey.current === this;
  }

  get question() {
    return this.app.config.questions[this.number - 1];
  }

  /** @param {number} number */
  enter(number) {
    this.number = number;
    this.visit += 1;
    this.name = this.app.journey.name;
    this.app.way = this.isVoice ? "voice" : "record";
    this.stage.voice(this.isVoice);
    this.stage.error("page", "");
    if (this.app.uploads.of(this.question.key)) return this.app.journey.go("review", number, { replaces: true });
    const { questions } = this.app.config;
    this.stage.question(this.question, number, questions.length, questions.map((one) => Boolean(this.app.draft.answers[one.key])));
    this.#open();
  }

  leave() {
    this.visit += 1;
    clearInterval(this.counting);
    if (this.take && this.take.state !== "stopped") this.take.stop("left_page");
    this.#close();
    this.stage.show("devices", false);
  }

  #close() {
    clearInterval(this.painting);
    this.meter?.close();
    this.meter = null;
    this.awake.rest();
    if (!this.take) closeCamera(this.stream);
    this.stream = null;
    this.stage.part("lens").srcObject = null;
  }

  async #open() {
    const { visit } = this;
    this.stage.look("asking");
    this.stage.text("asking-title", this.words.say(this.isVoice ? "asking_voice_title" : "asking_title"));
    this.stage.text("asking", this.words.say(this.isVoice ? "asking_voice" : "asking"));
    this.stage.text("hint", "");
    this.app.draft.begin().catch(() => {}); // the sender begins again and says what is wrong
    this.#measure();
    try {
      const stream = await openCamera({ ...this.devices.chosen, isVoice: this.isVoice });
      const type = await recordableType(stream);
      if (this.visit !== visit) return closeCamera(stream);
      if (!type) throw (closeCamera(stream), new CameraProblem("unsupported"));
      this.type = type;
      this.#seen(stream);
    } catch (error) {
      if (this.visit === visit) this.app.refuse(error instanceof CameraProblem ? error.code : "unsupported", this.number, this.isVoice ? "voice" : "record");
    }
  }

  /** A voice is small enough for any line. */
  #measure() {
    if (!this.isVoice) this.measured = Promise.race([pace.measure(this.app.draft), pause(MEASURING_MS)]);
  }

  /** @param {MediaStream} stream */
  #seen(stream) {
    this.stream = stream;
    const lens = this.stage.part("lens");
    lens.srcObject = this.isVoice ? null : stream;
    lens.toggleAttribute("data-mirrored", stream.getVideoTracks()[0]?.getSettings().facingMode !== "environment");
    this.meter = new Meter(stream, (level, isHeard) => (this.stage.level(level), this.stage.hearing(isHeard)));
    this.stage.hearing(true);
    this.#ready();
    this.devices.offer(stream);
    this.measured = this.measured.then(() => (this.stream === stream && !this.take ? fitCamera(stream) : undefined));
  }

  #ready() {
    clearInterval(this.counting);
    this.counting = 0;
    this.stage.look("ready");
    this.stage.clock(0, 0, false);
    this.stage.text("elapsed", "");
    this.stage.text("hint", this.question.tip || this.#where());
    this.stage.text("note", `${this.#limit()}. ${this.words.say("tap_to_start")}`);
    showSafety(this.stage.part("safe"), { look: "none", sentence: "" });
    this.stage.offer();
  }

  #where() {
    return this.words.say(this.isVoice ? "speak_here" : "look_here");
  }

  #limit() {
    const { max_seconds: seconds } = this.app.config;
    if (seconds < 60) return this.words.say("limit_seconds", { seconds: this.words.count(seconds) });
    return this.words.say("limit_minutes", { time: seconds % 60 ? this.words.time(this.maxMs) : this.words.count(seconds / 60) });
  }

  #countdown() {
    let left = COUNT_FROM;
    this.stage.look("counting");
    this.stage.text("hint", this.#where());
    this.stage.text("note", this.words.say("tap_to_wait"));
    this.stage.countdown(left);
    announce(this.words.say("said_counting", { seconds: this.words.count(left) }));
    this.counting = setInterval(() => {
      left -= 1;
      if (left > 0) return this.stage.countdown(left);
      clearInterval(this.counting);
      this.#begin();
    }, SECOND_MS);
  }

  /** Start once it is known what the line carries, unless the count was called off meanwhile. */
  async #begin() {
    const { counting, stream } = this;
    await this.measured;
    await fitCamera(stream);
    if (this.counting === counting && this.stream === stream) this.#start();
  }

  #start() {
    if (!this.stream) return;
    const take = new Take(this.stream, /** @type {string} */ (this.type), { maxMs: this.maxMs, maxBytes: this.app.config.max_bytes });
    const held = this.app.uploads.hold(this.question.key, { type: take.type });
    this.take = take;
    take.addEventListener("chunk", (event) => {
      const { blob, ms } = /** @type {CustomEvent} */ (event).detail;
      this.app.uploads.append(held, blob, ms);
    });
    take.addEventListener("state", () => this.#state(take, held));
    take.start();
    this.awake.stay();
    this.painting = setInterval(() => this.#showClock(), 100);
  }

  /** @param {Take} take @param {import("./uploads.js").Held} held */
  #state(take, held) {
    if (take.state === "stopped") return this.#stopped(take, held);
    if (this.take !== take) return;
    if (take.state === "stopping") held.sender.ending();
    this.stage.look(/** @type {"recording"|"paused"|"stopping"} */ (take.state));
    this.stage.text("hint", take.state === "paused" ? this.words.say("breathe") : this.question.tip);
    this.#showClock();
    if (take.state === "recording") announce(this.words.say("said_recording"));
    if (take.state === "paused") announce(this.words.say("said_paused", { time: this.words.time(take.ms) }));
  }

  #showClock() {
    const held = this.app.uploads.of(this.question.key);
    if (!this.take || !held || !this.isHere) return;
    const { ms, state } = this.take;
    const isLate = held.sender.state === "offline" || held.sender.state === "busy";
    held.ms = Math.max(held.ms, ms);
    if (ms > PICTURE_MS && !this.isVoice) held.picture ??= this.stage.frame();
    this.stage.clock(ms, safeMs(held), isLate);
    this.#warn(ms);
    this.stage.text("note", this.#note(ms, state, isLate ? ms - safeMs(held) : 0));
    showSafety(this.stage.part("safe"), safety(this.words, held, { isLive: state === "recording", spoolWorks: this.app.uploads.spool.works }));
  }

  /** Say once that the time is nearly over, to those who do not see the ring. @param {number} ms */
  #warn(ms) {
    if (this.maxMs - ms > LAST_SECONDS_MS || this.take === this.warned) return;
    this.warned = this.take;
    announce(this.words.say("said_last_seconds"));
  }

  /** @param {number} ms @param {string} state @param {number} unsentMs */
  #note(ms, state, unsentMs) {
    if (state === "paused") return this.words.say("paused");
    if (state === "stopping") return this.words.say("closing");
    if (unsentMs > SECOND_MS) return this.words.say("later", { seconds: this.words.count(Math.round(unsentMs / SECOND_MS)) });
    return this.words.say("left", { time: this.words.time(Math.ceil((this.maxMs - ms) / SECOND_MS) * SECOND_MS) });
  }

  #stop() {
    performance.mark("sayso:stop");
    this.take?.stop();
  }

  /** @param {Take} take @param {import("./uploads.js").Held} held */
  #stopped(take, held) {
    if (this.dropped === take) return;
    clearInterval(this.painting);
    held.ms = held.marks.at(-1)?.ms ?? 0; // what there is, whatever the clock said
    held.sender.end();
    closeCamera(take.stream);
    if (this.take === take) this.take = null;
    const isEmpty = held.source.size === 0;
    if (isEmpty) this.app.uploads.discard(held.key);
    else if (take.reason) held.remark = this.words.say(take.reason, { time: this.words.time(held.ms) });
    if (!this.isHere) return;
    if (isEmpty) return this.app.refuse("empty_take", this.number, this.isVoice ? "voice" : "record");
    announce(this.words.say("said_stopped", { time: this.words.time(take.ms) }));
    this.#review(held);
  }

  /** Go to the review once the last bytes have left. @param {import("./uploads.js").Held} held */
  async #review(held) {
    const { visit } = this;
    await Promise.race([held.sender.done.catch(() => {}), pause(LEAVING_MS)]);
    const isStillOurs = this.visit === visit && this.app.uploads.of(this.question.key) === held;
    if (isStillOurs) this.app.journey.go("review", this.number, { replaces: true });
  }

  /** Throw this attempt away and be ready for another, with the camera as it is. */
  #again() {
    const { take } = this;
    this.dropped = take;
    this.take = null;
    clearInterval(this.painting);
    this.awake.rest();
    take?.stop();
    this.app.uploads.discard(this.question.key);
    if (this.stream?.getTracks().every((track) => track.readyState === "live")) return (this.#measure(), this.#ready());
    this.#reopen();
  }

  #reopen() {
    this.visit += 1;
    this.#close();
    this.#open();
  }
}
