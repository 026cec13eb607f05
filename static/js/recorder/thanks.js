/** It is sent: say so, say what happens next, and show how far the rendering is. */
import { pause } from "./api.js";
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
    this.actions = {};
  }

  enter() {
    const { words, draft, uploads } = this.app;
    const { name = "", agreed = "" } = draft.kept.sent || {};
    this.page.text("thanks", words.say("thanks_title", { name: name.split(" ")[0] }));
    this.page.text("initial", [...name][0] ?? "");
    this.page.text("agreed", agreed);
    paint(this.page.part("face").querySelector("canvas"), [...uploads.held.values()].find((held) => held.picture)?.picture);
    const hasVideo = Object.values(draft.answers).some((answer) => answer.kind === "video");
    this.page.show("progress", hasVideo);
    if (hasVideo) this.#follow();
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
