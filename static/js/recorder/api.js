/**
 * JSON over fetch without cookies. Everything that goes wrong is a `Problem` with a code; `network` and
 * `server` may be tried again, anything else is the server's last word.
 */

const TIMEOUT_MS = 15_000;

export class Problem extends Error {
  /**
   * @param {string} code @param {string} [sentence] the server's own, when it gave one
   * @param {{status?: number, fields?: Record<string, string>, waitMs?: number}} [details]
   */
  constructor(code, sentence = "", details = {}) {
    super(sentence || code);
    this.code = code;
    this.sentence = sentence;
    this.status = details.status ?? 0;
    this.fields = details.fields ?? {};
    this.waitMs = details.waitMs ?? 0;
  }

  get mayPass() {
    return this.code === "network" || this.code === "server" || this.code === "too_many";
  }
}

/**
 * @param {string} url
 * @param {{method?: string, body?: unknown, secret?: string}} [request]
 * @returns {Promise<any>} the parsed body, or null when there is none
 */
export async function ask(url, { method = "GET", body, secret } = {}) {
  const headers = new Headers({ Accept: "application/json" });
  if (secret) headers.set("Authorization", `Bearer ${secret}`);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  const answer = await send(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (!answer.ok) throw await problemIn(answer);
  return answer.status === 204 ? null : answer.json();
}

/**
 * @param {string} url @param {RequestInit} request
 * @param {{timeoutMs?: number, signal?: AbortSignal}} [limits]
 * @returns {Promise<Response>} any answer at all; no answer is a `network` problem
 */
export async function send(url, request, { timeoutMs = TIMEOUT_MS, signal } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeoutMs);
  const headers = new Headers(request.headers);
  headers.set("Accept-Language", document.documentElement.lang); // a refusal is said in the page's language
  const giveUp = () => stop.abort();
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    return await fetch(url, { ...request, headers, credentials: "omit", cache: "no-store", signal: stop.signal });
  } catch (cause) {
    throw new Problem(signal?.aborted ? "dropped" : "network", "", { status: 0 });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

/** @param {Response} answer @returns {Promise<Problem>} */
export async function problemIn(answer) {
  const body = await answer.json().catch(() => ({})); // a proxy's error page is not JSON
  const waitMs = 1000 * Number(answer.headers.get("Retry-After") ?? 0) || 0;
  const details = { status: answer.status, fields: body.fields ?? {}, waitMs };
  const isServers = answer.status >= 500 || answer.status === 408;
  const code = isServers ? "server" : answer.status === 429 ? "too_many" : String(body.code ?? `http_${answer.status}`);
  return new Problem(code, String(body.message ?? ""), details);
}

/** @param {import("./words.js").Words} words @param {unknown} error @returns {string} one sentence for a person */
export function sentenceFor(words, error) {
  if (!(error instanceof Problem)) return words.say("problem_unknown");
  if (error.code === "network") return words.say("problem_network");
  return error.sentence || words.say(error.code === "server" ? "problem_server" : "problem_unknown");
}

/** @param {number} ms @returns {Promise<void>} */
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
