/**
 * What this page holds for each question: its bytes, its sender, its spool. `data-safe` on the page is the sum of
 * them: `safe` only when the server has confirmed every byte of every take.
 *
 * Events: `change` whenever one of them moved.
 */
import { isTake } from "./draft.js";
import { Source } from "./source.js";
import { Sender } from "./tus.js";

/**
 * @typedef {object} Held one question's take or file
 * @property {string} id
 * @property {string} key of the question
 * @property {Source} source
 * @property {Sender} sender
 * @property {import("./shapes.js").Mark[]} marks
 * @property {number} ms recorded
 * @property {number} at when it was begun here
 * @property {boolean} isFile
 * @property {boolean} isRecovered left by an earlier page load
 * @property {number} arrivedMs how much of it the server had confirmed by then
 * @property {string} remark why the recording ended, if not by its speaker
 * @property {HTMLCanvasElement|null} picture one frame of it
 * @property {() => void} release lets other tabs look after it
 */

/** @param {Held} held @returns {number} how far into the recording the server has everything */
export function safeMs(held) {
  if (held.sender.state === "safe") return held.ms;
  return held.marks.findLast((mark) => mark.bytes <= held.sender.acked)?.ms ?? 0;
}

/** @param {string} url @returns {string} */
export const tokenIn = (url) => url.split("?")[0].split("/").filter(Boolean).pop() ?? "";

export class Uploads extends EventTarget {
  /**
   * @param {import("./shapes.js").Config} config @param {import("./draft.js").Draft} draft
   * @param {import("./spool.js").Spool} spool
   */
  constructor(config, draft, spool) {
    super();
    this.config = config;
    this.draft = draft;
    this.spool = spool;
    /** @type {Map<string, Held>} */
    this.held = new Map();
  }

  /** @returns {"none"|"sending"|"offline"|"safe"} */
  get state() {
    const states = [...this.held.values()].map((held) => held.sender.state).filter((state) => state !== "failed");
    if (states.length === 0) return "none";
    if (states.every((state) => state === "safe")) return "safe";
    return states.some((state) => state === "offline" || state === "busy") ? "offline" : "sending";
  }

  /** @param {string} key @returns {Held|undefined} */
  of(key) {
    return this.held.get(key);
  }

  /**
   * Start to hold a take; sending begins with its first byte.
   * @param {string} key
   * @param {{type: string, id?: string, source?: Source, length?: number, url?: string, name?: string, isRecovered?: boolean, ms?: number}} what
   * @returns {Held}
   */
  hold(key, { type, id = newId(), source = new Source(type), length, url, name = "", isRecovered = false, ms = 0 }) {
    const sender = new Sender({
      endpoint: this.config.uploads,
      secret: async () => (await this.draft.begin(), this.draft.kept.secret),
      metadata: () => ({ testimonial: this.draft.kept.testimonial, question: key, filetype: type, filename: name }),
      source, length, url,
    });
    const held = { id, key, source, sender, marks: [], ms, at: Date.now(), isFile: length !== undefined, isRecovered, arrivedMs: 0, remark: "", picture: null, release: () => {} };
    this.held.set(key, held);
    this.#listen(held, type);
    this.#lock(held);
    return held;
  }

  /** @param {Held} held @param {string} type */
  #listen(held, type) {
    const note = () => this.#note(held, type);
    held.sender.addEventListener("created", () => (this.draft.keep({ expires: held.sender.expires }), note(), this.#spool(held), this.#tellAgain(held)));
    held.sender.addEventListener("progress", () => (note(), this.#changed()));
    held.sender.addEventListener("state", () => this.#changed());
    held.sender.done.then(() => this.#isSafe(held), () => this.#changed());
    this.#changed();
  }

  /** @param {Held} held @param {string} type @param {boolean} [isSafe] */
  #note(held, type, isSafe = false) {
    if (this.held.get(held.key) !== held || (held.isFile && !isSafe)) return; // a file has to be chosen again anyway
    const take = { id: held.id, url: held.sender.url, type, ms: held.ms, safeMs: safeMs(held), isSafe };
    this.draft.keep({ takes: { ...this.draft.takes, [held.key]: take } });
  }

  /** The answer names its upload, and the upload has just been given its address. @param {Held} held */
  #tellAgain(held) {
    const answer = this.draft.answers[held.key];
    if (this.held.get(held.key) === held && answer && isTake(answer)) this.draft.answer(held.key, { ...answer, upload: tokenIn(held.sender.url) });
  }

  /** A chunk of a recording: to the disk and to the server. @param {Held} held @param {Blob} blob @param {number} ms */
  append(held, blob, ms) {
    if (this.held.get(held.key) !== held) return; // it was thrown away while its last bytes came
    const index = held.marks.length;
    held.source.push(blob);
    held.ms = ms;
    held.marks.push({ bytes: held.source.size, ms });
    if (index === 0) this.#spool(held);
    this.spool.append(held.id, index, blob, ms);
    held.sender.grew();
  }

  /** Note on this device whose take it is. @param {Held} held */
  #spool(held) {
    if (held.isFile || held.marks.length === 0 || this.held.get(held.key) !== held) return;
    const { id: draft, kept: { testimonial, secret, expires } } = this.draft;
    const key = { testimonial, secret, expires };
    this.spool.begin({ id: held.id, link: this.config.begin, draft, key, question: held.key, type: held.source.type, url: held.sender.url, at: held.at });
  }

  /** @param {Held} held */
  #isSafe(held) {
    performance.mark("sayso:safe");
    this.spool.drop(held.id);
    this.#note(held, held.source.type, true);
    held.release();
    this.#changed();
  }

  /** Forget a take everywhere: here, on this device, on the server. @param {string} key */
  discard(key) {
    const held = this.held.get(key);
    if (!held) return;
    this.held.delete(key);
    const { [key]: gone, ...rest } = this.draft.takes;
    this.draft.keep({ takes: rest });
    held.sender.abandon();
    this.spool.drop(held.id);
    held.release();
    this.#changed();
  }

  /** @param {string[]} keys @returns {Promise<unknown>} when the server has all of these takes; the first problem rejects */
  whenSafe(keys) {
    return Promise.all(keys.map((key) => this.held.get(key)?.sender.done));
  }

  /** While this page looks after a take, no other tab does. @param {Held} held */
  #lock(held) {
    const locked = () => new Promise((done) => (held.release = () => done(undefined)));
    navigator.locks?.request(lockName(held.id), locked).catch(() => {}); // a frame without storage has no locks either
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {string} id @returns {string} */
export const lockName = (id) => `sayso.take.${id}`;

/** @returns {string} */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
