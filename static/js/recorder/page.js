/** Small things every step does to its own part of the page: texts, parts, errors. Styles only through the CSSOM. */

export class Page {
  /** @param {string} name of the step */
  constructor(name) {
    const section = document.querySelector(`section[data-name="${name}"]`);
    if (!(section instanceof HTMLElement)) throw new Error(`no step called ${name}`);
    this.section = section;
  }

  /** @param {string} name @returns {any} the element with that `data-part` */
  part(name) {
    return this.section.querySelector(`[data-part="${name}"]`);
  }

  /** @param {string} name @param {string} text */
  text(name, text) {
    const place = this.section.querySelector(`[data-text="${name}"]`);
    if (place && place.textContent !== text) place.textContent = text;
  }

  /** Say which question this is. @param {import("./shapes.js").App} app @param {import("./shapes.js").Question} question @param {number} number */
  asks({ words, config }, question, number) {
    this.text("place", words.say("question_of", { number: words.count(number), count: words.count(config.questions.length) }));
    this.text("question", question.text);
    this.text("tip", question.tip);
  }

  /** @param {string} name @param {boolean} isShown */
  show(name, isShown) {
    this.part(name).hidden = !isShown;
  }

  /** @param {string} name of a field, or "page" @param {string} sentence "" takes the error away */
  error(name, sentence) {
    const place = this.section.querySelector(`[data-error="${name}"]`);
    if (place) place.textContent = sentence;
    for (const field of this.section.querySelectorAll(`[name="${name}"]`)) field.toggleAttribute("aria-invalid", false);
    if (sentence) for (const field of this.section.querySelectorAll(`[name="${name}"]`)) field.setAttribute("aria-invalid", "true");
  }

  /** @param {Record<string, string>} errors by field; the first one gets the focus @returns {boolean} whether there were any */
  errors(errors) {
    for (const place of this.section.querySelectorAll("[data-error]")) this.error(/** @type {HTMLElement} */ (place).dataset.error ?? "", "");
    for (const [name, sentence] of Object.entries(errors)) this.error(name, sentence);
    /** @type {HTMLElement|null} */ (this.section.querySelector("[aria-invalid=true]"))?.focus();
    return Object.keys(errors).length > 0;
  }

  /** @param {string} name @returns {any} the first form field of that name */
  field(name) {
    return this.section.querySelector(`[name="${name}"]`);
  }

  /** @param {string} action @param {boolean} isBusy @param {string} [label] what it says while it is */
  busy(action, isBusy, label) {
    const button = this.section.querySelector(`[data-do="${action}"]`);
    button?.setAttribute("aria-busy", String(isBusy));
    if (label !== undefined && button) button.textContent = label;
  }
}

/** Say something to those who listen instead of look. @param {string} sentence */
export function announce(sentence) {
  const place = document.getElementById("said");
  if (place) place.textContent = sentence;
}
