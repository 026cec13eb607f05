/** What they think of the brand and what they are to it. Two stars look as good as five, and leaving it out is fine. */
import { Page } from "./page.js";

const CHOSEN = ["rating", "nps", "relation"];

export class RatingStep {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.page = new Page("rating");
    this.section = this.page.section;
    this.form = /** @type {HTMLFormElement} */ (this.section.querySelector("form"));
    this.#restore();
    this.form.addEventListener("input", (event) => this.#keep(event));
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.#next()));
    this.actions = { next: () => this.#next(), back: () => history.back() };
  }

  enter() {
    this.page.error("page", "");
    this.#restore();
  }

  #restore() {
    const { fields } = this.app.draft.kept;
    for (const name of CHOSEN) {
      const choice = this.section.querySelector(`[name="${name}"][value="${CSS.escape(String(fields[name] ?? ""))}"]`);
      if (choice instanceof HTMLInputElement) choice.checked = true;
    }
    this.page.field("private_feedback").value = fields.private_feedback ?? "";
  }

  /** @param {Event} event */
  #keep(event) {
    const { draft } = this.app;
    draft.keep({ fields: { ...draft.kept.fields, ...this.values() } });
    this.page.error(/** @type {HTMLInputElement} */ (event.target).name, "");
  }

  /** @returns {Record<string, string>} */
  values() {
    const data = new FormData(this.form);
    return Object.fromEntries([...CHOSEN, "private_feedback"].map((name) => [name, String(data.get(name) ?? "").trim()]));
  }

  /** @returns {Record<string, unknown>} as the submission takes them */
  body() {
    const { rating, nps, relation, private_feedback } = this.values();
    return { rating: rating ? Number(rating) : null, nps: nps ? Number(nps) : null, relation, private_feedback };
  }

  #next() {
    const wrong = this.isComplete ? {} : { relation: this.app.words.say("relation_missing") };
    if (!this.page.errors(wrong)) this.app.journey.go("consent");
  }

  /** @returns {boolean} whether everything here may be sent */
  get isComplete() {
    return this.values().relation !== "";
  }
}
