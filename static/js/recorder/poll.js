/** A question with answers to choose from. */
import { Page } from "./page.js";

export class PollStep {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.page = new Page("poll");
    this.section = this.page.section;
    this.asksQuestion = true;
    this.number = 1;
    this.section.addEventListener("change", () => this.page.error("choice", ""));
    this.section.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
    this.actions = { next: () => this.#next(), back: () => history.back() };
  }

  get question() {
    return this.app.config.questions[this.number - 1];
  }

  /** @param {number} number */
  enter(number) {
    this.number = number;
    this.page.asks(this.app, this.question, number);
    this.page.error("choice", "");
    this.page.error("page", "");
    const answer = this.app.draft.answers[this.question.key];
    this.page.part("options").replaceChildren(...this.question.options.map((option, index) => this.#option(option, index, answer)));
  }

  /** @param {string} option @param {number} index @param {import("./shapes.js").DraftAnswer} [answer] */
  #option(option, index, answer) {
    const made = /** @type {HTMLElement} */ (this.page.part("option").content.cloneNode(true).firstElementChild);
    const input = /** @type {HTMLInputElement} */ (made.querySelector("input"));
    input.value = String(index);
    input.checked = answer?.choice === index;
    /** @type {HTMLElement} */ (made.querySelector("span")).textContent = option;
    return made;
  }

  #next() {
    const chosen = /** @type {HTMLInputElement|null} */ (this.section.querySelector("[name=choice]:checked"));
    if (!chosen) return this.page.errors({ choice: this.app.words.say("choice_missing") });
    const choice = Number(chosen.value);
    this.app.draft.answer(this.question.key, { kind: "choice", choice, text: this.question.options[choice] });
    this.app.onward(this.number);
  }
}
