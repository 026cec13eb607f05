/** It is sent: say so, say what happens next, and show how far the rendering is. */
import { pause } from "./api.js";
import { isTake } from "./draft.js";
import { Page } from "./page.js";
import { paint } from "./stage.js";

const FIRST_LOOK_MS = 1_000;
const SLOWEST_LOOK_MS = 4_000;
const OVER = ["ready", "failed"];

export class ThanksStep {
  /** @param {import("./shapes.js").App} app */
  constructor(app) {
    this.app = app;
    this.page = new Page("thanks");
    this.section = this.page.section;
    this.actions = { "copy-mine": () => this.#copy(), share: () => this.#share() };
  }

  enter() {
    const { words, draft, uploads } = this.app;
    const { name = "", agreed = "", page = "", email = "" } = draft.kept.sent || {};
    this.#mine(page, email);
    this.page.show("share", Boolean(this.app.config.share_url));
    this.page.text("thanks", name ? words.say("thanks_title", { name: name.split(" ")[0] }) : words.say("thanks_title_plain"));
    this.page.text("initial", [...name][0] ?? "");
    this.page.text("agreed", agreed);
    paint(this.page.part("face").querySelector("canvas"), [...uploads.held.values()].find((held) => held.picture)?.picture);
    const hasVideo = Object.values(draft.answers).some(isTake);
    this.page.show("progress", hasVideo);
    if (hasVideo) this.#follow();
  }

  /** @param {string} page address of the speaker's own page @param {string} email */
  #mine(page, email) {
    this.page.show("mine", Boolean(page));
    this.page.text("mine", page);
    this.page.text("mailed", email ? this.app.words.say("mailed", { email }) : "");
    if (page) this.page.part("open-mine").href = page;
  }

  async #copy() {
    await navigator.clipboard?.writeText(this.app.draft.kept.sent.page).catch(() => {}); // it can be marked by hand
    this.page.text("copy-mine", this.app.words.say("copied"));
  }

  /** The system's own sheet where there is one: no stranger's script, no counter. */
  async #share() {
    const { share_url: url, brand } = this.app.config;
    if (navigator.share) return navigator.share({ url, title: brand }).catch(() => {}); // they thought better of it
    await navigator.clipboard?.writeText(url).catch(() => {});
    this.page.text("share", this.app.words.say("copied"));
  }

  leave() {
    this.isLeft = true;
  }

  async #follow() {
    this.#show({ stage: "waiting", percent: 0 });
    for (let wait = FIRST_LOOK_MS; !this.isLeft; wait = Math.min(wait * 1.25, SLOWEST_LOOK_MS)) {
      const seen = await this.app.draft.look().catch(() => null); // no network: look again later
      if (seen) this.#show(seen.progress);
      if (seen && OVER.includes(seen.progress.stage)) return;
      await pause(wait);
    }
  }

  /** @param {{stage: string, percent: number, seconds_left?: number | null}} progress */
  #show({ stage, percent, seconds_left = null }) {
    const card = this.page.part("progress");
    card.dataset.stage = stage;
    card.querySelector("progress").value = stage === "ready" ? 100 : percent;
    this.page.text("left", seconds_left === null ? "" : this.#left(seconds_left));
    this.page.text("stage", this.app.words.say(`stage_${stage}`, { brand: this.app.config.brand }));
  }

  /** @param {number} seconds @returns {string} */
  #left(seconds) {
    const { words } = this.app;
    const [name, number] = seconds < 90 ? ["left_seconds", Math.max(5, Math.round(seconds / 5) * 5)] : ["left_minutes", Math.round(seconds / 60)];
    return words.say(name, { n: words.count(number) });
  }
}
