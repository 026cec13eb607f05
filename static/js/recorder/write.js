/** Answer in writing. What is typed is kept from the first letter on. */
import { Page } from "./page.js";

export class WriteStep {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.page = new Page("write");
    this.section = this.page.section;
    this.asksQuestion = true;
    this.number = 1;
    this.field = this.page.field("text");
    this.field.addEventListener("input", () => this.#keepTyped());
    this.section.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
    this.actions = {
      next: () => this.#next(),
      back: () => this.app.journey.go("welcome"),
      ...app.otherWays(this),
    };
  }

  get question() {
    return this.app.config.questions[this.number - 1];
  }

  /** @param {number} number */
  enter(number) {
    this.number = number;
    this.app.way = "write";
    const { draft } = this.app;
    this.page.asks(this.app, this.question, number);
    this.field.value = draft.kept.fields[`text ${this.question.key}`] ?? draft.answers[this.question.key]?.text ?? "";
    this.page.error("text", "");
    this.page.error("page", "");
  }

  #keepTyped() {
    const { draft } = this.app;
    draft.keep({ fields: { ...draft.kept.fields, [`text ${this.question.key}`]: this.field.value } });
    if (this.field.value.trim()) this.page.error("text", "");
  }

  #next() {
    const text = this.field.value.trim();
    if (this.page.errors(text ? {} : { text: this.app.words.say("write_first") })) return;
    this.app.uploads.discard(this.question.key); // one answer a question
    this.app.draft.answer(this.question.key, { kind: "text", text });
    this.app.onward(this.number);
  }
}
