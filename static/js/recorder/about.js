/** Who is speaking. Errors stand beside their fields; nothing typed is lost by a reload. */
import { Page } from "./page.js";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const TYPED = ["name", "email", "role", "company"];
const CHOSEN = ["rating", "relation"];

export class AboutStep {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.page = new Page("about");
    this.section = this.page.section;
    this.form = /** @type {HTMLFormElement} */ (this.section.querySelector("form"));
    this.#restore();
    this.form.addEventListener("input", (event) => this.#keep(event));
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.#next()));
    this.actions = { next: () => this.#next(), back: () => history.back() };
  }

  enter() {
    this.page.error("page", "");
  }

  #restore() {
    const { fields } = this.app.draft.kept;
    for (const name of TYPED) this.page.field(name).value = fields[name] ?? "";
    for (const name of CHOSEN) {
      const choice = this.section.querySelector(`[name="${name}"][value="${CSS.escape(String(fields[name] ?? ""))}"]`);
      if (choice instanceof HTMLInputElement) choice.checked = true;
    }
  }

  /** @param {Event} event */
  #keep(event) {
    const { draft } = this.app;
    draft.keep({ fields: { ...draft.kept.fields, ...this.values() } });
    const { name } = /** @type {HTMLInputElement} */ (event.target);
    if (!this.#wrong()[name]) this.page.error(name, "");
  }

  /** @returns {Record<string, string>} */
  values() {
    const data = new FormData(this.form);
    return Object.fromEntries([...TYPED, ...CHOSEN].map((name) => [name, String(data.get(name) ?? "").trim()]));
  }

  /** @returns {Record<string, string>} what is wrong, by field */
  #wrong() {
    const { words } = this.app;
    const { name, email, relation } = this.values();
    return {
      ...(name ? {} : { name: words.say("name_missing") }),
      ...(!email || EMAIL.test(email) ? {} : { email: words.say("email_odd") }),
      ...(relation ? {} : { relation: words.say("relation_missing") }),
    };
  }

  #next() {
    if (this.app.draft.answered === 0) return this.page.error("page", this.app.words.say("answer_first"));
    if (!this.page.errors(this.#wrong())) this.app.journey.go("consent");
  }

  /** @returns {boolean} whether everything here may be sent */
  get isComplete() {
    return Object.keys(this.#wrong()).length === 0;
  }
}
