/**
 * Where it may be shown, one switch at a time, all off at first; then send. A choice is remembered across a reload
 * only under the very wording it was made for.
 */
import { Problem, sentenceFor, pause } from "./api.js";
import { isTake } from "./draft.js";
import { Page } from "./page.js";
import { safety } from "./safety.js";
import { paint } from "./stage.js";

const RETRY_MS = 2_000;
const MOST_WAITS = 60;
const RATING_FIELDS = ["rating", "nps", "relation", "private_feedback"];

export class ConsentStep {
  /** @param {import("./shapes.js").App} app @param {import("./about.js").AboutStep} about @param {import("./rating.js").RatingStep} rating */
  constructor(app, about, rating) {
    this.rating = rating;
    this.app = app;
    this.about = about;
    this.page = new Page("consent");
    this.section = this.page.section;
    this.form = /** @type {HTMLFormElement} */ (this.section.querySelector("form"));
    this.switches = /** @type {HTMLInputElement[]} */ ([...this.section.querySelectorAll("input[type=checkbox]")]);
    this.quiet = this.section.querySelector("[data-text=under-send]")?.textContent ?? "";
    this.isSending = false;
    this.#restore();
    this.form.addEventListener("change", () => this.#changed());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    app.uploads.addEventListener("change", () => this.isSending && this.#waiting());
    this.actions = { send: () => this.#send(), back: () => history.back() };
  }

  enter() {
    this.page.error("page", "");
    this.page.text("send", this.app.words.say("send"));
    this.#describe();
  }

  /** @param {string} name @returns {boolean} */
  #isOn(name) {
    return this.switches.some((one) => one.name === name && one.checked);
  }

  #restore() {
    const { consent } = this.app.draft.kept;
    const isSame = consent.wording_hash === this.app.config.wording_hash;
    for (const one of this.switches) one.checked = isSame && consent.on?.includes(one.name);
  }

  #changed() {
    const on = this.switches.filter((one) => one.checked).map((one) => one.name);
    this.app.draft.keep({ consent: { wording_hash: this.app.config.wording_hash, on } });
    this.#describe();
  }

  /** Say in words what the switches mean. */
  #describe() {
    const { words, config } = this.app;
    const { name, company } = this.about.values();
    const purposes = this.switches.filter((one) => one.role === "switch");
    const outcome = this.#isOn("website") ? "website_on" : purposes.some((one) => one.checked) ? "website_off" : "nothing_on";
    this.page.text("outcome", words.say(outcome, { brand: config.brand }));
    const isNamed = this.#isOn("shows_name");
    this.page.text("appear", isNamed ? words.say("you_appear", { name }) : words.say("you_appear_unnamed"));
    const isSeen = this.#isOn("shows_face") || this.#isOn("shows_voice");
    const withCompany = company ? words.say(this.#isOn("shows_company") ? "with_company" : "without_company", { company }) : "";
    this.page.text("appear-more", isSeen ? withCompany : words.say("nothing_shown"));
    this.page.text("initial", isNamed ? [...name][0] ?? "" : "·");
    paint(this.page.part("face").querySelector("canvas"), this.#isOn("shows_face") ? this.picture : null);
  }

  /** @returns {HTMLCanvasElement|null} a frame of the first take that has one */
  get picture() {
    return [...this.app.uploads.held.values()].find((held) => held.picture)?.picture ?? null;
  }

  /** @returns {Record<string, unknown>} the body of the submission */
  #body() {
    const { language, wording_hash } = this.app.config;
    const consent = Object.fromEntries(this.switches.map((one) => [one.name.replace("shows_", ""), one.checked]));
    return { ...this.about.body(), ...this.rating.body(), consent, language, wording_hash };
  }

  async #send() {
    if (this.isSending) return;
    if (!this.about.isComplete) return this.app.journey.go("about");
    if (!this.rating.isComplete) return this.app.journey.go("rating");
    this.isSending = true;
    this.page.error("page", "");
    this.page.busy("send", true, this.app.words.say("sending"));
    try {
      this.app.sent(this.#body(), await this.#deliver());
    } catch (error) {
      this.#refused(error);
    } finally {
      this.isSending = false;
      this.page.text("under-send", this.quiet);
      this.page.busy("send", false, this.app.words.say("send"));
    }
  }

  /** First every byte, then every answer, then the rest; each may be said twice. */
  async #deliver() {
    const { uploads, draft } = this.app;
    this.#waiting();
    await uploads.whenSafe(Object.keys(draft.answers).filter((key) => isTake(draft.answers[key])));
    await draft.tell();
    for (let waits = 0; ; waits++) {
      try {
        return await draft.submit(this.#body());
      } catch (error) {
        const isArriving = error instanceof Problem && error.code === "take_not_safe" && waits < MOST_WAITS;
        if (!isArriving && !(error instanceof Problem && error.code === "network")) throw error;
        this.page.text("under-send", this.app.words.say(error.code === "network" ? "sending_offline" : "sending_wait"));
        await pause(RETRY_MS);
      }
    }
  }

  #waiting() {
    const { words, uploads, draft } = this.app;
    const open = [...uploads.held.values()].find((held) => draft.answers[held.key] && held.sender.state !== "safe");
    if (open) this.page.text("under-send", uploads.state === "offline" ? words.say("sending_offline") : `${safety(words, open).sentence}. ${words.say("sending_wait")}`);
  }

  /** @param {unknown} error */
  async #refused(error) {
    const code = error instanceof Problem ? error.code : "";
    const fields = error instanceof Problem ? error.fields : {};
    if (code === "already_sent") return this.app.sent(this.#body(), await this.app.draft.look().catch(() => ({})));
    if (code === "wording_changed") return this.#readAgain();
    const refused = code === "take_refused" ? await this.#refusedAnswer() : null;
    if (refused) return this.app.reject(refused.question, refused.problem?.message || sentenceFor(this.app.words, error));
    this.page.error("page", sentenceFor(this.app.words, error));
    if (Object.keys(fields).length === 0) return;
    const step = RATING_FIELDS.some((name) => fields[name]) ? this.rating : this.about;
    this.app.journey.go(step === this.rating ? "rating" : "about");
    step.page.errors(fields);
  }

  /** @returns {Promise<{question: string, problem: {message: string}|null}|undefined>} */
  async #refusedAnswer() {
    const seen = await this.app.draft.look().catch(() => ({ answers: [] })); // then the sentence alone has to do
    return seen.answers.find((/** @type {{state: string}} */ answer) => answer.state === "refused");
  }

  /** The page has to bring the new wording; everything typed stays, the choices start off again. */
  #readAgain() {
    this.app.draft.keep({ consent: {}, remark: "wording_changed" });
    location.reload();
  }
}
