/**
 * A video the person already has, through the same resumable upload. This is also where a camera that is not to be had
 * leads: one sentence why, and a way on.
 */
import { pause, Problem, sentenceFor } from "./api.js";
import { kindOf } from "./draft.js";
import { Page } from "./page.js";
import { safety, showSafety } from "./safety.js";
import { tokenIn } from "./uploads.js";

const LOOKS_FOR_REFUSAL = 12;
const LOOK_EVERY_MS = 500;
/** Trying again may help with these. */
const MAY_CHANGE = ["denied", "denied_voice", "no_camera", "no_microphone", "busy", "busy_voice", "timeout", "empty_take"];
/** Which help belongs to which refusal; `denied` has steps instead. */
const HELP = {
  insecure: "insecure_help", unsupported: "unsupported_help", blocked: "blocked_help", no_camera: "missing_help",
  no_microphone: "missing_help", busy: "busy_help", timeout: "timeout_help", blocked_voice: "blocked_help", busy_voice: "busy_help",
};

export class ChooseStep {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.page = new Page("upload");
    this.section = this.page.section;
    this.asksQuestion = true;
    this.number = 1;
    this.mayTry = false;
    this.input = this.page.field("file");
    this.input.addEventListener("change", () => this.#chosen(this.input.files?.[0]));
    this.#listenForDrops();
    this.says = { name: this.#now("file-name"), hint: this.#now("file-hint") };
    app.uploads.addEventListener("change", () => app.journey.name === "upload" && this.#progress());
    this.actions = {
      next: () => this.#next(),
      pick: () => this.input.click(),
      back: () => this.app.journey.go("welcome"),
      ...app.otherWays(this),
      "start-camera": () => this.app.journey.go(this.mayTry ? app.refusedWay : "record", this.number, { replaces: true }),
    };
  }

  get question() {
    return this.app.config.questions[this.number - 1];
  }

  get held() {
    return this.app.uploads.of(this.question.key);
  }

  /** @param {number} number */
  enter(number) {
    this.number = number;
    this.page.asks(this.app, this.question, number);
    this.#refusal(this.app.refused);
    this.app.refused = "";
    this.app.way = "upload";
    this.#progress();
  }

  leave() {
    this.page.error("file", "");
    this.input.value = "";
    this.page.busy("next", false);
  }

  /** @param {string} code of a refusal, or "" */
  #refusal(code) {
    const { words } = this.app;
    this.page.show("refused", Boolean(code));
    this.section.toggleAttribute("data-refused", Boolean(code));
    this.mayTry = MAY_CHANGE.includes(code);
    this.page.text("camera", words.say(this.mayTry ? "try_again" : "use_camera"));
    this.page.show("camera", !code || this.mayTry);
    this.page.show("own-tab", code.startsWith("blocked"));
    if (!code) return this.page.text("refused", "");
    const help = HELP[/** @type {keyof typeof HELP} */ (code)];
    this.page.text("refused", words.say(code));
    this.page.text("refused-help", help ? words.say(help) : "");
    this.page.show("how", code.startsWith("denied"));
    this.page.part("own-tab").href = location.pathname + location.search;
    for (const step of ["1", "2", "3"]) this.page.text(`how-${step}`, words.say(`denied_step_${step}`));
  }

  #listenForDrops() {
    const drop = this.page.part("drop");
    const over = (/** @type {boolean} */ isOver) => (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      drop.toggleAttribute("data-over", isOver);
      if (event.type === "drop") this.#chosen(event.dataTransfer?.files[0]);
    };
    drop.addEventListener("dragover", over(true));
    drop.addEventListener("dragleave", over(false));
    drop.addEventListener("drop", over(false));
  }

  /** @param {File|undefined} file */
  #chosen(file) {
    if (!file) return;
    const { words, config, uploads } = this.app;
    const isMedia = /^(video|audio)\//.test(file.type) || /\.(mp4|m4v|mov|webm|mkv|m4a|mp3|wav|ogg|oga|opus)$/i.test(file.name);
    const sizes = { size: words.megabytes(file.size), limit: words.megabytes(config.max_bytes) };
    const wrong = !isMedia ? words.say("not_video_file") : file.size > config.max_bytes ? words.say("too_large_file", sizes) : "";
    this.page.error("file", wrong);
    if (wrong || file.size === 0) return;
    uploads.discard(this.question.key);
    this.app.draft.retract(this.question.key).catch(() => {}); // the new answer replaces it
    const held = uploads.hold(this.question.key, { type: file.type || "video/mp4", length: file.size, name: file.name });
    held.source.push(file);
    held.sender.grew();
    this.#progress();
  }

  #progress() {
    const { held } = this;
    const { words } = this.app;
    const isFile = Boolean(held?.isFile);
    this.#lead(isFile);
    this.page.show("sending", isFile);
    this.page.text("file-name", isFile ? this.#nameOf(held) : this.says.name);
    this.page.text("file-hint", isFile && held ? words.say("sent_of", { sent: words.megabytes(held.sender.acked), size: words.megabytes(held.sender.total) }) : this.says.hint);
    if (!isFile || !held) return;
    const progress = /** @type {HTMLProgressElement} */ (this.page.part("sending").querySelector("progress"));
    progress.value = held.sender.acked / Math.max(1, held.sender.total);
    showSafety(this.page.part("safe"), safety(words, held));
    if (held.sender.problem) this.#wrong(held.sender.problem);
  }

  /**
   * One main action: after a refusal the camera once more, or a file where trying again is of no use; with a file in
   * hand, to go on. @param {boolean} isFile
   */
  #lead(isFile) {
    const isRefused = this.section.hasAttribute("data-refused") && !isFile;
    const [camera, pick] = [this.page.part("camera"), this.page.part("pick")];
    this.page.show("next", !isRefused);
    this.page.show("pick", isRefused);
    this.#look(camera, isRefused && this.mayTry);
    this.#look(pick, isRefused && !this.mayTry);
  }

  /** @param {HTMLElement} button @param {boolean} leads */
  #look(button, leads) {
    button.toggleAttribute("data-leads", leads);
    for (const [look, isOn] of Object.entries({ brand: leads, large: leads, quiet: !leads })) button.classList.toggle(look, isOn);
  }

  /** @param {import("./uploads.js").Held|undefined} held */
  #nameOf(held) {
    const file = held?.source.parts[0]?.blob;
    return file instanceof File ? file.name : "";
  }

  /** @param {string} name */
  #now(name) {
    return this.section.querySelector(`[data-text="${name}"]`)?.textContent ?? "";
  }

  /** @param {unknown} problem */
  #wrong(problem) {
    this.page.error("file", sentenceFor(this.app.words, problem));
    this.page.show("sending", false);
  }

  async #next() {
    const { held, number } = this;
    if (!held?.isFile) return this.page.error("file", this.app.words.say("choose_first"));
    if (held.sender.problem) return;
    this.page.busy("next", true);
    try {
      await held.sender.done;
      this.app.draft.answer(held.key, { kind: kindOf(held.source.type), upload: tokenIn(held.sender.url), ms: 0 });
      await this.app.draft.tell();
      await this.#refusedByServer(held.key);
      if (this.app.journey.name === "upload") this.app.onward(number);
    } catch (problem) {
      this.app.draft.retract(held.key).catch(() => {}); // the next answer replaces it
      this.app.uploads.discard(held.key);
      this.#wrong(problem);
    } finally {
      this.page.busy("next", false);
    }
  }

  /** Give the server a moment to say that this is no video; a queue that is longer is heard of when sending. @param {string} key */
  async #refusedByServer(key) {
    const { words, draft } = this.app;
    showSafety(this.page.part("safe"), { look: "sending", sentence: words.say("checking") });
    for (let looks = 0; looks < LOOKS_FOR_REFUSAL; looks++) {
      const seen = (await draft.look()).answers.find((/** @type {{question: string}} */ answer) => answer.question === key);
      if (seen?.state === "refused") throw refusalOf(seen.problem);
      if (seen?.state === "accepted") return;
      await pause(LOOK_EVERY_MS);
    }
  }
}

/** @param {{code: string, message: string}|null} problem */
const refusalOf = (problem) => new Problem(problem?.code ?? "refused", problem?.message ?? "", { status: 422 });
