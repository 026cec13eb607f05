/** Look at the take before keeping it: play it here, see that it is safe, keep it or record again. */
import { sentenceFor } from "./api.js";
import { kindOf } from "./draft.js";
import { Page } from "./page.js";
import { Player } from "./player.js";
import { safety, showSafety } from "./safety.js";
import { frameOf, paint } from "./stage.js";
import { tokenIn } from "./uploads.js";

export class ReviewStep {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.page = new Page("review");
    this.section = this.page.section;
    this.asksQuestion = true;
    this.player = new Player(this.page, app.words);
    this.number = 1;
    this.player.video.addEventListener("loadeddata", () => this.#picture());
    app.uploads.addEventListener("change", () => app.journey.name === "review" && this.#safe());
    this.actions = {
      play: () => this.player.toggle(),
      keep: () => this.#keep(),
      again: () => this.#again(),
      tile: (/** @type {HTMLElement} */ tile) => this.#visit(tile.dataset.key ?? ""),
      back: () => this.app.journey.go("welcome"),
    };
  }

  get question() {
    return this.app.config.questions[this.number - 1];
  }

  /** @param {number} number */
  enter(number) {
    this.number = number;
    const { words, config, uploads, draft } = this.app;
    const held = uploads.of(this.question.key);
    const answer = draft.answers[this.question.key];
    this.page.asks(this.app, this.question, number);
    this.page.text("keep", words.say(number < config.questions.length ? "next_question" : "last_question"));
    this.page.text("kept", words.say("recorded_here", { time: words.time(held?.ms ?? answer?.ms ?? 0) }));
    this.page.show("player", Boolean(held?.source.size));
    this.page.show("kept", !held?.source.size);
    this.page.show("interrupted", Boolean(held?.remark));
    this.page.text("interrupted", held?.remark ?? "");
    this.page.part("player").toggleAttribute("data-sound", held ? kindOf(held.source.type) === "audio" : false);
    if (held?.source.size) this.player.load(held.source.whole(), held.ms);
    this.#tiles();
    this.#safe();
  }

  leave() {
    this.player.unload();
    this.page.error("page", "");
  }

  #safe() {
    const { words, uploads } = this.app;
    const held = uploads.of(this.question.key);
    const safe = held ? safety(words, held, { spoolWorks: uploads.spool.works }) : { look: "safe", sentence: words.say("recorded_safe") };
    if (safe.look === "safe" && held) safe.sentence = words.say(held.isFile ? "safe_file_yours" : "safe_all_yours", { time: words.time(held.ms) });
    showSafety(this.page.part("safe"), safe);
    const problem = held?.sender.problem;
    this.page.error("page", problem ? this.#because(problem) : "");
  }

  /** @param {import("./api.js").Problem} problem */
  #because(problem) {
    const named = { gone: "upload_lost", not_found: "upload_foreign", not_authenticated: "upload_foreign" }[problem.code];
    return named ? this.app.words.say(named) : sentenceFor(this.app.words, problem);
  }

  /** A take from before a reload has no picture yet. */
  #picture() {
    const held = this.app.uploads.of(this.question.key);
    if (!held || held.picture || this.player.video.videoWidth === 0) return;
    held.picture = frameOf(this.player.video);
    this.#tiles();
  }

  #tiles() {
    const { config, uploads, draft } = this.app;
    const tiles = [...this.section.querySelectorAll("[data-do=tile]")];
    tiles.forEach((tile, index) => {
      const { key } = config.questions[index];
      paint(/** @type {HTMLCanvasElement} */ (tile.querySelector("canvas")), uploads.of(key)?.picture);
      tile.setAttribute("aria-current", String(index === this.number - 1));
      const tick = /** @type {HTMLElement} */ (tile.querySelector(".take-tick"));
      tick.hidden = !draft.answers[key];
    });
  }

  /** @param {string} key */
  #visit(key) {
    const number = this.app.config.questions.findIndex((question) => question.key === key) + 1;
    if (number === this.number) return;
    const answer = this.app.draft.answers[key];
    const place = answer && { text: "write", photo: "photo", choice: "poll", video: "review", audio: "review" }[answer.kind];
    if (place || this.app.uploads.of(key)) this.app.journey.go(place ?? "review", number);
    else this.app.ask(number);
  }

  #keep() {
    const held = this.app.uploads.of(this.question.key);
    if (held?.sender.problem) return;
    if (held) this.app.draft.answer(this.question.key, { kind: kindOf(held.source.type), upload: tokenIn(held.sender.url), ms: held.ms });
    this.app.onward(this.number);
  }

  #again() {
    const { key } = this.question;
    const kind = kindOf(this.app.uploads.of(key)?.source.type ?? "");
    this.app.uploads.discard(key);
    this.app.draft.retract(key).catch(() => {}); // the next answer to this question replaces it
    this.app.journey.go(kind === "audio" ? "voice" : "record", this.number, { replaces: true });
  }
}
