/**
 * The draft: its key, what was typed and what was decided. Kept in localStorage where there is one (private
 * modes and in-app browsers may have none; then it lives as long as the page). The draft is begun on the server
 * only when something needs it, so looking at the page costs nothing.
 */
import { ask, pause, Problem } from "./api.js";

const MAX_WAIT_MS = 5_000;

/** @typedef {import("./shapes.js").DraftAnswer} DraftAnswer */

/** @returns {Record<string, any>} */
const blank = () => ({ id: crypto.randomUUID?.() ?? String(Math.random()), testimonial: "", secret: "", expires: "", fields: {}, consent: {}, answers: {}, takes: {}, sent: false });

export class Draft extends EventTarget {
  /** @param {import("./shapes.js").Config} config */
  constructor(config) {
    super();
    this.config = config;
    this.storageKey = `sayso:${config.begin}`;
    this.kept = { ...blank(), ...this.#load() };
    /** @type {Promise<void>|null} */
    this.beginning = null;
    /** @type {Promise<void>|null} */
    this.telling = null;
    if (this.kept.expires && Date.parse(this.kept.expires) < Date.now()) this.forget();
  }

  /** @returns {Record<string, DraftAnswer>} by question key */
  get answers() {
    return this.kept.answers;
  }

  /** @returns {Record<string, import("./shapes.js").TakeNote>} by question key */
  get takes() {
    return this.kept.takes;
  }

  /** @returns {string} of this draft on this device, from before the server knows it */
  get id() {
    return this.kept.id;
  }

  get isBegun() {
    return Boolean(this.kept.secret);
  }

  get url() {
    return `${this.config.testimonials}/${this.kept.testimonial}`;
  }

  /** @returns {number} how many questions have an answer */
  get answered() {
    return this.config.questions.filter((question) => this.answers[question.key]).length;
  }

  /** Begin once; a failure leaves everything as it was, so that the next need tries again. @returns {Promise<void>} */
  begin() {
    if (this.isBegun) return Promise.resolve();
    this.beginning ??= this.#begin().finally(() => (this.beginning = null));
    return this.beginning;
  }

  async #begin() {
    const made = await ask(this.config.begin, { method: "POST", body: { language: this.config.language } });
    this.keep({ testimonial: made.token, secret: made.draft, expires: made.expires_at });
  }

  /** @param {Record<string, any>} changes */
  keep(changes) {
    Object.assign(this.kept, changes);
    try {
      localStorage.setItem(this.storageKey, JSON.stringify(this.kept));
    } catch {
      // No storage: the page remembers it for as long as it lives.
    }
  }

  forget() {
    this.kept = blank();
    try {
      localStorage.removeItem(this.storageKey);
    } catch {
      // There was no storage to forget from.
    }
  }

  #load() {
    try {
      return JSON.parse(localStorage.getItem(this.storageKey) ?? "{}");
    } catch {
      return {};
    }
  }

  /** @param {string} key @param {Omit<DraftAnswer, "told">} answer */
  answer(key, answer) {
    this.keep({ answers: { ...this.answers, [key]: { ...answer, told: false } } });
    this.tell().catch(() => {}); // sending waits for `tell` once more and shows what is wrong
  }

  /** @param {string} key */
  async retract(key) {
    const { [key]: gone, ...rest } = this.answers;
    this.keep({ answers: rest });
    if (gone?.told) await ask(`${this.url}/answers/${key}`, { method: "DELETE", secret: this.kept.secret });
  }

  /** Tell the server every answer it does not know yet, until it knows. A refusal is thrown. @returns {Promise<void>} */
  tell() {
    this.telling ??= this.#tell().finally(() => (this.telling = null));
    return this.telling;
  }

  async #tell() {
    for (let tries = 0; ; tries++) {
      const key = Object.keys(this.answers).find((one) => this.#isUntold(this.answers[one]));
      if (key === undefined) return;
      try {
        await this.begin();
        await this.#tellOne(key);
        tries = 0;
      } catch (error) {
        if (!(error instanceof Problem) || !error.mayPass) throw error;
        await Promise.race([pause(Math.min(MAX_WAIT_MS, 500 * 2 ** tries)), online()]);
      }
    }
  }

  /** A take without an address yet is told when it has one. @param {DraftAnswer} answer */
  #isUntold(answer) {
    return !answer.told && (answer.kind === "text" || Boolean(answer.upload));
  }

  /** @param {string} key */
  async #tellOne(key) {
    const answer = this.answers[key];
    const body = answer.kind === "text" ? { kind: "text", text: answer.text } : { kind: "video", upload: answer.upload };
    await ask(`${this.url}/answers/${key}`, { method: "PUT", secret: this.kept.secret, body });
    if (this.answers[key] === answer) answer.told = true; // unless it was changed meanwhile
    this.keep({});
  }

  /** @returns {Promise<any>} the testimonial as the server sees it */
  look() {
    return ask(this.url, { secret: this.kept.secret });
  }

  /** @param {unknown} body @returns {Promise<any>} */
  submit(body) {
    return ask(`${this.url}/submission`, { method: "PUT", secret: this.kept.secret, body });
  }
}

/** @returns {Promise<void>} when the browser believes in a network again */
export const online = () => new Promise((done) => addEventListener("online", () => done(), { once: true }));
