/** The first page; and, after a reload, the way back to what was said before. */
import { kindOf } from "./draft.js";
import { Page } from "./page.js";
import { safety, showSafety } from "./safety.js";
import { tokenIn } from "./uploads.js";

const SECOND_MS = 1_000;

export class WelcomeStep {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.page = new Page("welcome");
    this.section = this.page.section;
    app.uploads.addEventListener("change", () => app.journey.name === "welcome" && this.#safe());
    const answerBy = (/** @type {import("./shapes.js").Way} */ way) => () => {
      app.way = way;
      app.ask(1);
    };
    this.actions = {
      "start-camera": answerBy("record"),
      upload: answerBy("upload"),
      write: answerBy("write"),
      voice: answerBy("voice"),
      photo: answerBy("photo"),
      "hand-off": () => app.handOff.offer(),
      continue: () => this.#continue(),
      "send-what-we-have": () => this.#sendAll(),
      "start-over": () => this.#startOver(),
    };
  }

  /** @returns {import("./uploads.js").Held|undefined} a take whose speaker has not decided yet */
  get open() {
    return [...this.app.uploads.held.values()].find((held) => !this.app.draft.answers[held.key] && held.source.size + held.sender.acked + held.ms > 0);
  }

  enter() {
    const { open } = this;
    const isBack = Boolean(open) || this.app.draft.answered > 0;
    this.page.show("invitation", !isBack);
    this.page.show("start", !isBack);
    this.page.show("welcome-back", isBack);
    this.page.show("go-on", isBack);
    if (isBack) this.#tell(open);
  }

  leave() {
    this.page.error("page", "");
  }

  /** @param {import("./uploads.js").Held|undefined} open */
  #tell(open) {
    const { words } = this.app;
    const isAway = Boolean(open?.isRecovered);
    this.page.text("back-title", isAway && open ? words.say("back_title_take", { time: words.time(open.ms) }) : words.say("back_title"));
    const whence = open && open.source.size === 0 ? "back_take_server" : open && open.arrivedMs < SECOND_MS ? "back_take_here" : "back_take";
    const lead = isAway ? whence : "back_answers";
    this.page.text("back-lead", words.say(lead, { safe: words.time(open?.arrivedMs ?? 0) }));
    this.#safe();
  }

  #safe() {
    const { open } = this;
    this.page.show("safe", Boolean(open));
    if (open) showSafety(this.page.part("safe"), safety(this.app.words, open, { spoolWorks: this.app.uploads.spool.works }));
  }

  #continue() {
    const { config, draft, journey, uploads } = this.app;
    const { open } = this;
    if (open) return journey.go("review", config.questions.findIndex((question) => question.key === open.key) + 1);
    const next = config.questions.findIndex((question) => !draft.answers[question.key] && !uploads.of(question.key)) + 1;
    if (next) this.app.ask(next);
    else journey.go("about");
  }

  #sendAll() {
    const { open } = this;
    if (open) this.app.draft.answer(open.key, { kind: kindOf(open.source.type), upload: tokenIn(open.sender.url), ms: open.ms });
    this.app.journey.go("about");
  }

  #startOver() {
    const { config, draft, uploads } = this.app;
    for (const { key } of config.questions) {
      uploads.discard(key);
      draft.retract(key).catch(() => {}); // whatever is left of it expires with the draft
    }
    this.enter();
  }
}
