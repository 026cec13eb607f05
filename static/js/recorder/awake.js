/** Keeps the screen on while somebody speaks; browsers let go of the lock whenever the page is hidden. */

export class Awake {
  constructor() {
    this.isWanted = false;
    /** @type {WakeLockSentinel|null} */
    this.lock = null;
    document.addEventListener("visibilitychange", () => this.#ask());
  }

  stay() {
    this.isWanted = true;
    this.#ask();
  }

  rest() {
    this.isWanted = false;
    this.lock?.release().catch(() => {}); // it was let go already
    this.lock = null;
  }

  async #ask() {
    if (!this.isWanted || document.visibilityState !== "visible" || !navigator.wakeLock) return;
    this.lock = await navigator.wakeLock.request("screen").catch(() => null); // low battery says no
  }
}
