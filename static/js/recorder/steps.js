/**
 * The journey: one step in the page at a time, each with an address of its own (`#review-2`), so that the back button
 * works and a reload comes back to the same place. Steps that are not shown are out of the page, with all they hold.
 */

/** @typedef {import("./shapes.js").Step} Step */

export class Journey {
  /** @param {HTMLElement} root @param {number} count of questions */
  constructor(root, count) {
    this.root = root;
    this.count = count;
    /** @type {Map<string, Step>} */
    this.steps = new Map();
    /** May this address be entered now? Answers where to go instead. @type {(name: string, number: number) => [string, number]} */
    this.gate = (name, number) => [name, number];
    this.name = "";
    this.number = 1;
  }

  /** @param {string} name @param {Step} step */
  add(name, step) {
    this.steps.set(name, step);
    step.section.hidden = false;
    step.section.remove();
  }

  begin() {
    addEventListener("popstate", () => this.#show(...this.#asked()));
    this.#show(...this.#asked());
  }

  get current() {
    return this.steps.get(this.name);
  }

  /** @param {string} name @param {number} [number] of the question, from 1 @param {{replaces?: boolean}} [how] */
  go(name, number = 1, { replaces = false } = {}) {
    const address = this.#address(name, number);
    if (replaces) history.replaceState(null, "", address);
    else if (address !== location.hash) history.pushState(null, "", address);
    this.#show(name, number);
  }

  /** @returns {[string, number]} what the address asks for */
  #asked() {
    const [, name, number] = /^#([a-z]+)(?:-(\d+))?$/.exec(location.hash) ?? [];
    const known = name && this.steps.has(name) ? name : "welcome";
    return [known, Math.min(this.count, Math.max(1, Number(number ?? 1)))];
  }

  /** @param {string} name @param {number} number */
  #address(name, number) {
    return this.steps.get(name)?.asksQuestion ? `#${name}-${number}` : `#${name}`;
  }

  /** @param {string} asked @param {number} askedNumber */
  #show(asked, askedNumber) {
    const [name, number] = this.gate(asked, askedNumber);
    const step = this.steps.get(name);
    if (!step) return;
    if (name !== asked || number !== askedNumber || !location.hash) history.replaceState(null, "", this.#address(name, number));
    if (name === this.name && number === this.number) return;
    const isFirst = this.name === "";
    this.current?.leave?.();
    Object.assign(this, { name, number });
    this.root.dataset.step = name;
    this.root.replaceChildren(step.section);
    step.enter(number);
    if (this.name === name && !isFirst) this.#arrive(step);
  }

  /** Begin at the top, and tell a screen reader where this is. @param {Step} step */
  #arrive(step) {
    scrollTo(0, 0);
    const headings = [...step.section.querySelectorAll("h1")];
    headings.find((heading) => heading.checkVisibility?.() ?? true)?.focus({ preventScroll: true });
  }
}
