/**
 * What the line to the server carries, and how large a take may be for it. Whoever saves data by hand saves data;
 * nobody else gets less than the line carries.
 *
 * Every upload of this page is a measurement. Before the first take there is a try: the draft's fields, which the
 * server has just told, go back to it with blanks behind them, so that nothing but the line is tried.
 * Promises: one hiccup makes no line slow; a try that fails says nothing.
 * Does not: change a take that is running, or ask `navigator.connection`, which knows of the other direction only.
 */

/** @typedef {{width: number, height: number, video: number, audio: number}} Size in pixels and bits per second */

/** @typedef {{bytes: number, ms: number}} Carried one request, its round trip left out */

/** Best first; the last one is what saving data means. @type {Size[]} */
const SIZES = [
  { width: 1280, height: 720, video: 2_000_000, audio: 96_000 },
  { width: 960, height: 540, video: 1_200_000, audio: 96_000 },
  { width: 640, height: 360, video: 600_000, audio: 64_000 },
];
/** So many times its own rate a take wants from the line: then hardly anything is left to send when it ends. */
const ROOM = 1.6;
/** @param {Size} size @returns {number} */
const needed = ({ video, audio }) => ((video + audio) * ROOM) / 1000;
const AMPLE_KBPS = 2 * needed(SIZES[0]); // no doubt about such a line

const FEWEST_BYTES = 32 * 1024; // less is all round trip,
const TELLING_MS = 1_000; // unless it takes so long
const TRY_BYTES = 64 * 1024;
const MOST_TRY_BYTES = 256 * 1024;
const TRY_SECONDS = 0.8;
const TRY_TIMEOUT_MS = 3_000;
const MOST_TRIES = 4;
const AGREE = 0.75; // TCP begins slowly, and every line has its hiccups: two tries must find nearly the same
const REMEMBERED = 5;
const FRESH_MS = 5 * 60_000;
const SLOW_FRESH_MS = 5_000; // a slow line may have been slow for a moment only

export class Pace {
  constructor() {
    /** What the person said; until then, what the browser was told about saving data. @type {boolean|null} */
    this.isSaver = null;
    /** The latest measurements, newest last. @type {Carried[]} */
    this.found = [];
    this.foundAt = 0;
    this.tripMs = Infinity;
    /** @type {Promise<void>|null} */
    this.measuring = null;
  }

  get savesData() {
    return this.isSaver ?? Boolean(/** @type {any} */ (navigator).connection?.saveData);
  }

  /** @param {boolean} isWanted */
  saveData(isWanted) {
    this.isSaver = isWanted;
  }

  /** @returns {number|null} kbit/s, if anything was measured */
  get kbps() {
    if (this.found.length === 0) return null;
    const sum = (/** @type {"bytes"|"ms"} */ what) => this.found.reduce((all, one) => all + one[what], 0);
    return (8 * sum("bytes")) / sum("ms");
  }

  /** @returns {Size} of the next take */
  get size() {
    const { kbps } = this;
    const smallest = SIZES[SIZES.length - 1];
    if (this.savesData) return smallest;
    return kbps === null ? SIZES[0] : SIZES.find((size) => needed(size) <= kbps) ?? smallest;
  }

  /** A request of next to nothing took so long. @param {number} ms */
  tripped(ms) {
    this.tripMs = Math.min(this.tripMs, ms);
  }

  /**
   * So many bytes went up in one request. A sender that keeps up can only say that the line carries more.
   * @param {number} bytes @param {number} ms until its answer @param {boolean} isBehind whether more waits than goes
   */
  carried(bytes, ms, isBehind) {
    const carried = this.#without(bytes, ms);
    const isMore = this.kbps !== null && rate(carried) > this.kbps;
    if (isTelling(bytes, ms) && (isBehind || isMore)) this.#note([...this.found, carried]);
  }

  /** Leave the round trip out. @param {number} bytes @param {number} ms @returns {Carried} */
  #without(bytes, ms) {
    const trip = Number.isFinite(this.tripMs) ? this.tripMs : 0;
    return { bytes, ms: Math.max(ms - trip, ms / 3, 1) };
  }

  /** Know the line. Never rejects. @param {import("./draft.js").Draft} draft @returns {Promise<void>} */
  measure(draft) {
    const freshMs = this.size === SIZES[0] ? FRESH_MS : SLOW_FRESH_MS;
    const isKnown = this.found.length > 0 && performance.now() - this.foundAt < freshMs;
    if (isKnown || this.savesData) return Promise.resolve();
    this.measuring ??= this.#measure(draft).catch(() => {}).finally(() => (this.measuring = null));
    return this.measuring;
  }

  /** @param {import("./draft.js").Draft} draft */
  async #measure(draft) {
    await draft.begin();
    const asked = performance.now();
    const { typed } = await draft.look();
    this.tripped(performance.now() - asked);
    let before = await this.#try(draft, typed, TRY_BYTES);
    this.#note([before]);
    for (let tries = 1; tries < MOST_TRIES && rate(before) < AMPLE_KBPS; tries++) {
      const now = await this.#try(draft, typed, bytesIn(TRY_SECONDS, rate(before), TRY_BYTES, MOST_TRY_BYTES));
      const isAgreed = Math.min(rate(now), rate(before)) >= AGREE * Math.max(rate(now), rate(before));
      this.#note([isAgreed || rate(now) > rate(before) ? now : before]); // the later one had more to carry
      if (isAgreed) return;
      before = now;
    }
  }

  /** @param {import("./draft.js").Draft} draft @param {unknown} typed @param {number} bytes @returns {Promise<Carried>} */
  async #try(draft, typed, bytes) {
    const began = performance.now();
    const ms = () => performance.now() - began;
    await draft.giveBack(typed, bytes, TRY_TIMEOUT_MS).catch((problem) => {
      if (ms() < TRY_TIMEOUT_MS) throw problem; // a line that takes longer is slow, one that fails at once is none
    });
    return this.#without(bytes, ms());
  }

  /** @param {Carried[]} found */
  #note(found) {
    this.found = found.slice(-REMEMBERED);
    this.foundAt = performance.now();
  }
}

/** @param {number} bytes @param {number} ms @returns {boolean} whether they say anything about the line */
export const isTelling = (bytes, ms) => bytes >= FEWEST_BYTES || ms >= TELLING_MS;

/** @param {Carried} carried @returns {number} kbit/s */
const rate = ({ bytes, ms }) => (8 * bytes) / ms;

/** What a line carries in a time, within limits. @param {number} seconds @param {number} kbps @param {number} least @param {number} most */
export const bytesIn = (seconds, kbps, least, most) => Math.round(Math.min(most, Math.max(least, seconds * kbps * 125)));

/** The line of this page. */
export const pace = new Pace();
