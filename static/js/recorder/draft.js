/**
 * The draft: its key, what was typed and what was decided. Kept in localStorage where there is one (private
 * modes and in-app browsers may have none; then it lives as long as the page). The draft is begun on the server
 * only when something needs it, so looking at the page costs nothing.
 */
import { ask, pause, Problem, problemIn, send } from "./api.js";

const MAX_WAIT_MS = 5_000;
const PICTURE_TIMEOUT_MS = 90_000;

/** @typedef {import("./shapes.js").DraftAnswer} DraftAnswer */

/** Something that was recorded or filmed. @param {DraftAnswer} answer */
export const isTake = (answer) => answer.kind === "video" || answer.kind === "audio";

/** @param {string} type media type @returns {"video"|"audio"} what an answer with it is called */
export const kindOf = (type) => (type.startsWith("audio/") ? "audio" : "video");

/** @returns {Record<string, any>} */
const blank = () => ({ id: crypto.randomUUID?.() ?? String(Math.random()), testimonial: "", secret: "", expires: "", fields: {}, consent: {}, answers: {}, takes: {}, pictures: {}, sent: false });

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
    return !answer.told && (!isTake(answer) || Boolean(answer.upload));
  }

  /** @param {string} key */
  async #tellOne(key) {
    const answer = this.answers[key];
    const { kind, text = "", upload = null, picture = null, choice = -1 } = answer;
    const revision = this.config.questions.find((question) => question.key === key)?.revision ?? null;
    const body = { revision, kind, text: isTake(answer) ? "" : text, upload, picture, choice };
    const { expires_at: expires } = await ask(`${this.url}/answers/${key}`, { method: "PUT", secret: this.kept.secret, body });
    if (this.answers[key] === answer) answer.told = true; // unless it was changed meanwhile
    this.keep({ expires });
  }

  /** @param {Blob} file @param {string} use answer, face or logo @returns {Promise<string>} its token */
  async sendPicture(file, use) {
    await this.begin();
    const headers = { Authorization: `Bearer ${this.kept.secret}`, "Content-Type": file.type || "application/octet-stream" };
    const answer = await send(`${this.url}/pictures/${use}`, { method: "POST", headers, body: file }, { timeoutMs: PICTURE_TIMEOUT_MS });
    if (!answer.ok) throw await problemIn(answer);
    return (await answer.json()).token;
  }

  /** @param {string} token @returns {Promise<Blob>} a small copy */
  async picture(token) {
    const answer = await send(`${this.url}/picture/${token}`, { headers: { Authorization: `Bearer ${this.kept.secret}` } });
    if (!answer.ok) throw await problemIn(answer);
    return answer.blob();
  }

  /** @param {string} token */
  dropPicture(token) {
    return ask(`${this.url}/picture/${token}`, { method: "DELETE", secret: this.kept.secret });
  }

  /** Leave what is typed with the server, for another device. */
  tellTyped() {
    const { fields, consent } = this.kept;
    return ask(`${this.url}/typed`, { method: "PUT", secret: this.kept.secret, body: { fields, consent } });
  }

  /**
   * Give the server what it has, with blanks behind it: nothing changes, and the line has been tried.
   * @param {unknown} typed as `look` told it @param {number} bytes @param {number} timeoutMs
   */
  async giveBack(typed, bytes, timeoutMs) {
    const headers = { Authorization: `Bearer ${this.kept.secret}`, "Content-Type": "application/json" };
    const body = JSON.stringify(typed) + " ".repeat(bytes);
    const answer = await send(`${this.url}/typed`, { method: "PUT", headers, body }, { timeoutMs });
    if (!answer.ok) throw await problemIn(answer);
  }

  /** Go on with a draft that another device began. A key that opens nothing is thrown as a problem.
   * @param {string} testimonial @param {string} secret */
  async adopt(testimonial, secret) {
    const seen = await ask(`${this.config.testimonials}/${testimonial}`, { secret });
    if (seen.state !== "draft") return;
    const told = seen.answers.map((/** @type {any} */ { question, ...answer }) => [question, { ...answer, choice: this.#choice(question, answer), told: true }]);
    this.keep({ ...blank(), testimonial, secret, expires: seen.expires_at, answers: Object.fromEntries(told), pictures: seen.pictures, fields: seen.typed.fields ?? {}, consent: seen.typed.consent ?? {} });
  }

  /** @param {string} key @param {{kind: string, text: string}} answer @returns {number|undefined} */
  #choice(key, answer) {
    const asked = this.config.questions.find((question) => question.key === key);
    return answer.kind === "choice" ? asked?.options.indexOf(answer.text) : undefined;
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
