/**
 * Playback of a take that is still in this page. A browser's WebM knows no duration, so the recorder's own clock is
 * the truth for the bar.
 */

export class Player {
  /** @param {import("./page.js").Page} page with parts player, video, seek @param {import("./words.js").Words} words */
  constructor(page, words) {
    this.page = page;
    this.words = words;
    this.video = /** @type {HTMLVideoElement} */ (page.part("video"));
    this.seek = /** @type {HTMLInputElement} */ (page.part("seek"));
    this.seek.setAttribute("aria-label", words.say("seek"));
    this.ms = 0;
    this.url = "";
    for (const moment of ["play", "pause", "ended", "timeupdate"]) this.video.addEventListener(moment, () => this.#show());
    this.video.addEventListener("loadedmetadata", () => this.#measure());
    this.seek.addEventListener("input", () => (this.video.currentTime = Number(this.seek.value) / 1000));
    this.video.addEventListener("click", () => this.toggle());
  }

  /** @param {Blob} blob @param {number} ms 0 when only the file knows */
  load(blob, ms) {
    this.unload();
    this.ms = ms;
    this.url = URL.createObjectURL(blob);
    this.video.src = this.url;
    this.#show();
  }

  unload() {
    this.video.pause();
    this.video.removeAttribute("src");
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = "";
  }

  toggle() {
    if (!this.video.paused) return this.video.pause();
    this.video.play().catch(() => {}); // it was unloaded before it could begin
  }

  #measure() {
    if (!this.ms && Number.isFinite(this.video.duration)) this.ms = this.video.duration * 1000;
    this.#show();
  }

  #show() {
    const now = Math.min(this.video.currentTime * 1000, this.ms || Infinity);
    const isPlaying = !this.video.paused && !this.video.ended;
    this.page.part("player").toggleAttribute("data-playing", isPlaying);
    this.page.section.querySelector("[data-do=play]")?.setAttribute("aria-label", this.words.say(isPlaying ? "pause" : "play"));
    this.seek.max = String(Math.max(1, this.ms));
    this.seek.value = String(now);
    this.seek.style.setProperty("--done", String(now / Math.max(1, this.ms)));
    this.seek.setAttribute("aria-valuetext", this.words.time(now));
    this.page.text("now", this.words.time(now));
    this.page.text("whole", this.words.time(this.ms));
  }
}
