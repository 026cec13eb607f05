/**
 * Our tus 1.0 sender: one PATCH in flight, its size chosen so that it takes about two seconds, retried for as long
 * as the page lives, woken by `online`. The last PATCH carries `Upload-Length`, so a stopped take is safe one round
 * trip later.
 *
 * Promises: `acked` is what the server confirmed, never more; bytes whose PATCH had no answer are asked for with HEAD.
 * Does not: read `navigator.onLine`, which lies, or give up on a network.
 *
 * Events: `progress` (acked moved), `state` (`sending`, `offline`, `busy`, `safe`, `failed`), `created` (it has a `url`).
 */
import { pause, Problem, problemIn, send } from "./api.js";
import { bytesIn, isTelling, pace } from "./pace.js";

const VERSION = { "Tus-Resumable": "1.0.0" };
const PATCH_SECONDS = 2;
const SMALLEST = 64 * 1024;
const LARGEST = 8 * 1024 * 1024;
const FIRST = 512 * 1024;
const PATCH_TIMEOUT_MS = 30_000;
const ASK_TIMEOUT_MS = 10_000;
const LONGEST_WAIT_MS = 5_000;
const MOST_MISMATCHES = 20;

/** @param {number} kbps @returns {number} the bytes of one PATCH on such a line */
const sliceFor = (kbps) => bytesIn(PATCH_SECONDS, kbps, SMALLEST, LARGEST);

/** @param {Record<string, string>} pairs @returns {string} */
function metadata(pairs) {
  const base64 = (/** @type {string} */ text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return Object.entries(pairs).map(([key, value]) => `${key} ${base64(value)}`).join(",");
}

export class Sender extends EventTarget {
  /**
   * @param {object} what
   * @param {string} what.endpoint
   * @param {() => Promise<string>} what.secret begins the draft if need be
   * @param {() => Record<string, string>} what.metadata
   * @param {import("./source.js").Source} what.source
   * @param {number} [what.length] when it is known from the start, as for a file
   * @param {string} [what.url] of an upload that another page load began
   */
  constructor({ endpoint, secret, metadata, source, length, url = "" }) {
    super();
    this.endpoint = endpoint;
    this.secret = secret;
    this.metadata = metadata;
    this.source = source;
    /** @type {string} */
    this.url = url;
    /** Until when the server keeps it, as an HTTP date. */
    this.expires = "";
    this.length = length;
    this.acked = 0;
    this.state = "sending";
    /** @type {Problem|null} */
    this.problem = null;
    this.isEnding = false;
    this.isEnded = length !== undefined;
    this.isUncertain = url !== "";
    this.isToldLength = length !== undefined && url === "";
    this.hasStartedOver = false;
    this.sliceBytes = pace.kbps === null ? FIRST : sliceFor(pace.kbps);
    this.stop = new AbortController();
    this.wake = () => {};
    this.isBackingOff = false;
    /** @type {Promise<void>} resolves when everything is safe, rejects with the problem that no retry can mend */
    this.done = this.#run();
    this.done.catch(() => {}); // whoever waits for it hears it; nobody has to
  }

  get total() {
    return Math.max(this.source.size, this.acked, this.length ?? 0);
  }

  /** More bytes are in the source. */
  grew() {
    if (!this.isBackingOff) this.wake();
  }

  /** The last bytes are about to come: wait for them, so that they and the length go out in one request. */
  ending() {
    this.isEnding = true;
  }

  /** No byte will follow. */
  end() {
    this.isEnded = true;
    this.wake();
  }

  /** Stop sending and let the server drop what it has. */
  async abandon() {
    this.stop.abort();
    this.wake();
    if (this.url) await this.#ask(this.url, { method: "DELETE" }, ASK_TIMEOUT_MS, null).catch(() => {});
  }

  async #run() {
    addEventListener("online", () => this.wake(), { signal: this.stop.signal });
    document.addEventListener("visibilitychange", () => this.wake(), { signal: this.stop.signal });
    for (let failures = 0; ; ) {
      if (this.stop.signal.aborted) throw new Problem("dropped");
      try {
        if (await this.#step()) return this.#finish();
        failures = 0;
      } catch (error) {
        await this.#recover(error, failures++);
      }
    }
  }

  /** Do the next thing there is to do. @returns {Promise<boolean>} whether all of it is safe */
  async #step() {
    const hasNothing = this.source.size === 0 && !this.isEnded;
    if (hasNothing) return this.#rest(LONGEST_WAIT_MS);
    if (!this.url) await this.#create();
    else if (this.isUncertain) await this.#head();
    const isNearlyOver = this.isEnding && !this.isEnded && this.source.size - this.acked <= this.sliceBytes;
    if (isNearlyOver) return this.#rest(LONGEST_WAIT_MS);
    const isAllHere = this.acked >= this.total;
    if (isAllHere && this.isEnded && this.isToldLength) return true;
    if (isAllHere && !this.isEnded) return this.#rest(LONGEST_WAIT_MS);
    await this.#patch();
    return false;
  }

  /** Until there is something to do, or `ms` have passed. @param {number} ms @returns {Promise<false>} */
  async #rest(ms) {
    const woken = new Promise((/** @type {(value?: unknown) => void} */ done) => (this.wake = done));
    await Promise.race([woken, pause(ms)]);
    return false;
  }

  async #create() {
    /** @type {Record<string, string>} */
    const length = this.length === undefined ? { "Upload-Defer-Length": "1" } : { "Upload-Length": String(this.length) };
    await this.secret(); // the metadata names the draft, so there has to be one
    const headers = { ...length, "Upload-Metadata": metadata(this.metadata()) };
    const began = performance.now();
    // Never cut short: an upload whose address nobody heard would hold its room on the server.
    const answer = await this.#ask(this.endpoint, { method: "POST", headers }, ASK_TIMEOUT_MS, null);
    pace.tripped(performance.now() - began);
    this.url = answer.headers.get("Location") ?? "";
    if (!this.url) throw new Problem("server");
    if (this.stop.signal.aborted) return void (await this.abandon());
    this.expires = answer.headers.get("Upload-Expires") ?? "";
    this.acked = 0;
    this.dispatchEvent(new Event("created"));
  }

  async #head() {
    const answer = await this.#ask(this.url, { method: "HEAD" }, ASK_TIMEOUT_MS);
    this.isToldLength = answer.headers.has("Upload-Length");
    this.isUncertain = false;
    this.#ack(Number(answer.headers.get("Upload-Offset") ?? 0));
  }

  async #patch() {
    const end = Math.min(this.source.size, this.acked + this.sliceBytes);
    const isLast = this.isEnded && end >= this.source.size;
    const body = this.source.slice(this.acked, end);
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.acked) };
    if (isLast && !this.isToldLength) headers["Upload-Length"] = String(this.total);
    const began = performance.now();
    this.isUncertain = true; // until there is an answer
    const answer = await this.#ask(this.url, { method: "PATCH", headers, body }, PATCH_TIMEOUT_MS);
    this.isUncertain = false;
    this.isToldLength ||= isLast;
    const isBehind = this.source.size - end > 2 * body.size;
    this.#learn(body.size, performance.now() - began, isBehind);
    this.#ack(Number(answer.headers.get("Upload-Offset") ?? end));
  }

  /**
   * Choose the next slice by the last one's speed: less at once, more by and by.
   * @param {number} bytes @param {number} ms @param {boolean} isBehind
   */
  #learn(bytes, ms, isBehind) {
    pace.carried(bytes, ms, isBehind);
    if (!isTelling(bytes, ms)) return;
    const wanted = sliceFor((8 * bytes) / Math.max(ms, 1));
    this.sliceBytes = Math.min(wanted, Math.round((this.sliceBytes + wanted) / 2));
  }

  /** @param {number} offset */
  #ack(offset) {
    this.acked = offset;
    this.#enter("sending");
    this.dispatchEvent(new Event("progress"));
  }

  /**
   * @param {string} url @param {RequestInit} request @param {number} timeoutMs @param {AbortSignal|null} [signal]
   * @returns {Promise<Response>}
   */
  async #ask(url, request, timeoutMs, signal = this.stop.signal) {
    const headers = { ...VERSION, ...request.headers, Authorization: `Bearer ${await this.secret()}` };
    const answer = await send(url, { ...request, headers }, { timeoutMs, signal: signal ?? undefined });
    if (!answer.ok) throw await problemIn(answer);
    return answer;
  }

  /** Wait and go on, or start over once, or throw what nobody can mend. @param {unknown} error @param {number} failures */
  async #recover(error, failures) {
    const problem = error instanceof Problem ? error : new Problem("network");
    const isGone = this.url !== "" && (problem.status === 404 || problem.status === 410);
    const isElsewhere = problem.status === 423 || (problem.status === 409 && this.url !== "");
    if (isElsewhere && failures < MOST_MISMATCHES) {
      this.isUncertain = this.url !== "";
      return this.#wait(problem, Math.min(failures, 2));
    }
    if (isGone && !this.hasStartedOver && this.source.size > 0) return this.#startOver();
    if (problem.mayPass) {
      this.#enter(problem.code === "network" ? "offline" : "busy");
      return this.#wait(problem, failures);
    }
    this.problem = isGone ? new Problem("gone", problem.sentence) : problem;
    this.stop.abort();
    this.#enter("failed");
    throw this.problem;
  }

  /** The server lost it, the page still has it. */
  #startOver() {
    this.hasStartedOver = true;
    this.url = "";
    this.acked = 0;
    this.isUncertain = false;
    this.isToldLength = this.length !== undefined;
  }

  /** @param {Problem} problem @param {number} failures */
  async #wait(problem, failures) {
    const backOff = Math.min(LONGEST_WAIT_MS, 300 * 2 ** failures) * (0.75 + Math.random() / 2);
    this.isBackingOff = true;
    await this.#rest(Math.max(problem.waitMs, backOff));
    this.isBackingOff = false;
  }

  /** @param {string} state */
  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }

  #finish() {
    this.stop.abort(); // the listeners go
    this.#enter("safe");
  }
}
