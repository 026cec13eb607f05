/** Small pictures beside a name: sent the moment they are chosen, so that a bad one is known at once. */
import { sentenceFor } from "./api.js";
import { smaller } from "./smaller.js";

export class Stills {
  /** @param {import("./shapes.js").App} app @param {import("./page.js").Page} page */
  constructor(app, page) {
    this.app = app;
    this.page = page;
    /** @type {Map<string, string>} */
    this.urls = new Map();
    for (const place of this.places) {
      const input = /** @type {HTMLInputElement} */ (place.querySelector("input[type=file]"));
      input.addEventListener("change", () => this.#chosen(place, input.files?.[0]));
    }
  }

  /** @returns {HTMLElement[]} */
  get places() {
    return [...this.page.section.querySelectorAll("[data-still]")].map((place) => /** @type {HTMLElement} */ (place));
  }

  /** Show what the draft holds, also after a reload. */
  show() {
    for (const place of this.places) {
      const use = place.dataset.still ?? "";
      const token = this.app.draft.kept.pictures[use];
      this.#paint(place, this.urls.get(use) ?? "");
      if (token && !this.urls.has(use)) this.#fetch(place, use, token);
    }
  }

  /** @param {HTMLElement} place @param {string} use @param {string} token */
  async #fetch(place, use, token) {
    const picture = await this.app.draft.picture(token).catch(() => null); // it is kept all the same
    if (!picture) return;
    this.urls.set(use, URL.createObjectURL(picture));
    this.#paint(place, this.urls.get(use) ?? "");
  }

  /** @param {HTMLElement} place @param {File|undefined} file */
  async #chosen(place, file) {
    if (!file) return;
    const { draft, words } = this.app;
    const use = place.dataset.still ?? "";
    this.page.error(use, "");
    this.#label(place, words.say("sending"));
    try {
      const token = await draft.sendPicture(await smaller(file), use);
      draft.keep({ pictures: { ...draft.kept.pictures, [use]: token } });
      this.urls.set(use, URL.createObjectURL(file));
    } catch (error) {
      this.page.error(use, sentenceFor(words, error));
    }
    /** @type {HTMLInputElement} */ (place.querySelector("input")).value = "";
    this.#paint(place, this.urls.get(use) ?? "");
  }

  /** @param {string} use */
  drop(use) {
    const { draft } = this.app;
    const { [use]: token, ...rest } = draft.kept.pictures;
    draft.keep({ pictures: rest });
    this.urls.delete(use);
    if (token) draft.dropPicture(token).catch(() => {}); // it goes with the draft at the latest
    this.show();
  }

  /** @param {HTMLElement} place @param {string} url */
  #paint(place, url) {
    const picture = /** @type {HTMLImageElement} */ (place.querySelector("img"));
    picture.hidden = !url;
    if (url) picture.src = url;
    /** @type {HTMLElement} */ (place.querySelector("[data-do=drop-still]")).hidden = !url;
    this.#label(place, this.app.words.say(url ? "choose_other" : "choose"));
  }

  /** @param {HTMLElement} place @param {string} label */
  #label(place, label) {
    const text = place.querySelector("[data-still-text]");
    if (text) text.textContent = label;
  }
}
