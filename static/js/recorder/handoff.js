/**
 * "Continue on your phone": a QR code that carries the draft's key behind the `#`, where no server ever sees it. The
 * phone takes it out of its address at once. This page waits, and says thanks when the phone has sent the story.
 */
import { ask, pause, sentenceFor } from "./api.js";

const LOOK_EVERY_MS = 4_000;
const CARRIED = /^#carry=([\w-]{22})\.([\w-]{20,64})$/;

/** @param {import("./draft.js").Draft} draft @returns {Promise<void>} take over the draft that the address carries, if it does */
export async function takeOver(draft) {
  const [, testimonial, secret] = CARRIED.exec(location.hash) ?? [];
  if (!testimonial) return;
  history.replaceState(null, "", location.pathname + location.search + "#welcome");
  await draft.adopt(testimonial, secret).catch(() => {}); // an old code: this is an ordinary visit then
}

export class HandOff {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.dialog = /** @type {HTMLDialogElement} */ (document.getElementById("hand-off"));
    this.picture = /** @type {HTMLImageElement} */ (this.dialog.querySelector("img"));
    this.trouble = /** @type {HTMLElement} */ (this.dialog.querySelector(".error"));
  }

  async offer() {
    const { draft, words } = this.app;
    this.picture.hidden = true;
    this.trouble.textContent = "";
    this.dialog.showModal();
    try {
      await draft.begin();
      await draft.tellTyped();
      const { picture } = await ask(`${draft.url}/hand-off`, { method: "POST", secret: draft.kept.secret });
      this.picture.src = picture;
      this.picture.hidden = false;
      this.#wait();
    } catch (error) {
      this.trouble.textContent = sentenceFor(words, error);
    }
  }

  async #wait() {
    while (this.dialog.open) {
      await pause(LOOK_EVERY_MS);
      const seen = await this.app.draft.look().catch(() => null); // no network: look again
      if (!seen || seen.state === "draft" || !this.dialog.open) continue;
      this.dialog.close();
      this.app.sent({ name: "", consent: {} }, seen);
    }
  }
}
