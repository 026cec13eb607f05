/** Answer with a photo and a line about it. */
import { sentenceFor } from "./api.js";
import { Page } from "./page.js";
import { smaller } from "./smaller.js";

export class PhotoStep {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.page = new Page("photo");
    this.section = this.page.section;
    this.asksQuestion = true;
    this.number = 1;
    this.url = "";
    this.input = this.page.field("photo");
    this.caption = this.page.field("caption");
    this.says = [this.#now("photo-name"), this.#now("photo-hint")];
    this.input.addEventListener("change", () => this.#chosen(this.input.files?.[0]));
    this.caption.addEventListener("input", () => this.page.error("caption", ""));
    this.actions = { next: () => this.#next(), back: () => this.app.journey.go("welcome"), ...app.otherWays(this) };
  }

  get question() {
    return this.app.config.questions[this.number - 1];
  }

  /** @returns {import("./shapes.js").DraftAnswer|undefined} */
  get answer() {
    const answer = this.app.draft.answers[this.question.key];
    return answer?.kind === "photo" ? answer : undefined;
  }

  /** @param {number} number */
  enter(number) {
    this.number = number;
    this.app.way = "photo";
    this.page.asks(this.app, this.question, number);
    this.page.error("photo", "");
    this.page.error("page", "");
    this.caption.value = this.answer?.text ?? "";
    this.token = this.answer?.picture ?? "";
    this.#show("");
    if (this.token) this.#fetch(this.token);
  }

  /** @param {string} token */
  async #fetch(token) {
    const picture = await this.app.draft.picture(token).catch(() => null); // it is kept all the same
    if (picture && this.token === token) this.#show(URL.createObjectURL(picture));
  }

  /** @param {File|undefined} file */
  async #chosen(file) {
    if (!file) return;
    const { draft, words } = this.app;
    this.page.error("photo", "");
    this.page.busy("next", true, words.say("sending"));
    try {
      this.token = await draft.sendPicture(await smaller(file), "answer");
      this.#show(URL.createObjectURL(file));
    } catch (error) {
      this.page.error("photo", sentenceFor(words, error));
    }
    this.input.value = "";
    this.page.busy("next", false, words.say("next"));
  }

  /** @param {string} url "" when there is none */
  #show(url) {
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = url;
    this.page.show("photo", Boolean(url));
    if (url) this.page.part("photo").src = url;
    this.page.part("drop").toggleAttribute("data-has-photo", Boolean(url));
    this.page.text("photo-name", this.token ? this.app.words.say("choose_other") : this.says[0]);
    this.page.text("photo-hint", this.token ? this.app.words.say("safe_file") : this.says[1]);
  }

  /** @param {string} name @returns {string} */
  #now(name) {
    return this.section.querySelector(`[data-text="${name}"]`)?.textContent ?? "";
  }

  #next() {
    if (this.page.errors(this.token ? {} : { photo: this.app.words.say("photo_first") })) return;
    this.app.uploads.discard(this.question.key); // one answer a question
    this.app.draft.answer(this.question.key, { kind: "photo", picture: this.token, text: this.caption.value.trim() });
    this.app.onward(this.number);
  }
}
