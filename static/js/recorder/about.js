/** Who is speaking. Errors stand beside their fields; nothing typed is lost by a reload. */
import { Page } from "./page.js";
import { Stills } from "./stills.js";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const TYPED = ["name", "email", "role", "company"];

export class AboutStep {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.page = new Page("about");
    this.section = this.page.section;
    this.form = /** @type {HTMLFormElement} */ (this.section.querySelector("form"));
    this.names = [...TYPED, ...app.config.fields.map((field) => `extra-${field.key}`)];
    this.stills = new Stills(app, this.page);
    this.#restore();
    this.form.addEventListener("input", (event) => this.#keep(event));
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.#next()));
    this.actions = {
      next: () => this.#next(),
      back: () => history.back(),
      "drop-still": (/** @type {HTMLElement} */ button) => this.stills.drop(button.dataset.use ?? ""),
    };
  }

  enter() {
    this.page.error("page", "");
    this.#restore();
    this.stills.show();
  }

  #restore() {
    const { fields } = this.app.draft.kept;
    for (const name of this.names) this.page.field(name).value = fields[name] ?? "";
  }

  /** @param {Event} event */
  #keep(event) {
    const { draft } = this.app;
    const { name, type } = /** @type {HTMLInputElement} */ (event.target);
    if (type === "file") return;
    draft.keep({ fields: { ...draft.kept.fields, ...this.values() } });
    if (!this.#wrong()[name]) this.page.error(name, "");
  }

  /** @returns {Record<string, string>} */
  values() {
    return Object.fromEntries(this.names.map((name) => [name, this.page.field(name).value.trim()]));
  }

  /** @returns {Record<string, unknown>} as the submission takes them */
  body() {
    const { fields } = this.app.config;
    const values = this.values();
    const said = Object.fromEntries(TYPED.map((name) => [name, values[name]]));
    return { ...said, extra: Object.fromEntries(fields.map(({ key }) => [key, values[`extra-${key}`]])) };
  }

  /** @returns {Record<string, string>} what is wrong, by field */
  #wrong() {
    const { words, config } = this.app;
    const values = this.values();
    const missing = config.fields.filter((field) => field.is_required && !values[`extra-${field.key}`]);
    return {
      ...(values.name ? {} : { name: words.say("name_missing") }),
      ...(!values.email || EMAIL.test(values.email) ? {} : { email: words.say("email_odd") }),
      ...Object.fromEntries(missing.map((field) => [`extra-${field.key}`, words.say("field_missing")])),
    };
  }

  #next() {
    if (this.app.draft.answered === 0) return this.page.error("page", this.app.words.say("answer_first"));
    if (!this.page.errors(this.#wrong())) this.app.journey.go("rating");
  }

  /** @returns {boolean} whether everything here may be sent */
  get isComplete() {
    return Object.keys(this.#wrong()).length === 0;
  }
}
