// @ts-check
// What the stage does beyond its forms: seek to an answer, pick marked words as the quote, start a saved reply.

/** @param {Element | null} element */
const video = (element) => (element instanceof HTMLVideoElement ? element : null);

const film = () => video(document.querySelector(".stage-video video"));

/** Play from where an answer begins. @param {HTMLElement} tab */
function seek(tab) {
  const playing = film();
  if (!playing) return;
  playing.currentTime = Number(tab.dataset.seek) / 1000;
  playing.play();
}

/** Mark the answer that is heard now. */
function markChapter() {
  const tabs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-seek]")]);
  const now = (film()?.currentTime ?? 0) * 1000 + 1;
  const current = tabs.filter((tab) => Number(tab.dataset.seek) <= now).at(-1);
  for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab === current));
}

/**
 * The marked words as "answer:from:to" of the answer's own text, or nothing.
 * A transcript shows line breaks as <br>, so characters are found by their words, not by their place in the page.
 */
export function markedSpan() {
  const selection = getSelection();
  const marked = selection?.toString().trim();
  const place = selection?.anchorNode?.parentElement?.closest("[data-answer]");
  if (!selection || !marked || !(place instanceof HTMLElement) || !place.contains(selection.focusNode)) return "";
  const text = place.dataset.text ?? "";
  const before = document.createRange();
  before.setStart(place, 0);
  before.setEnd(selection.getRangeAt(0).startContainer, selection.getRangeAt(0).startOffset);
  const words = marked.split(/\s+/u).map((word) => RegExp.escape?.(word) ?? word.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&"));
  const pattern = new RegExp(words.join("\\s+"), "gu");
  const near = before.toString().length;
  const found = [...text.matchAll(pattern)].sort((a, b) => Math.abs(a.index - near) - Math.abs(b.index - near))[0];
  if (!found) return "";
  const from = [...text.slice(0, found.index)].length;
  return `${place.dataset.answer}:${from}:${from + [...found[0]].length}`;
}

/** Send the marked words as the quote. @returns {boolean} whether there were any */
export function pickMarked() {
  const span = markedSpan();
  const form = document.getElementById("quote-form");
  if (!span || !(form instanceof HTMLFormElement)) return false;
  const button = document.createElement("button");
  Object.assign(button, { name: "span", value: span, hidden: true });
  form.append(button);
  form.requestSubmit(button);
  button.remove();
  return true;
}

/** Begin the reply with a saved text. @param {HTMLElement} chip */
function insert(chip) {
  const field = document.getElementById("reply-text");
  if (!(field instanceof HTMLTextAreaElement)) return;
  field.value = (chip.dataset.insert ?? "").replaceAll("{name}", chip.dataset.name ?? "");
  field.focus();
}

document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const tab = target.closest("[data-seek]");
  const chip = target.closest("[data-insert]");
  if (tab instanceof HTMLElement) seek(tab);
  if (chip instanceof HTMLElement) insert(chip);
});
document.addEventListener("timeupdate", markChapter, true);
document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
  if (event.key.toLowerCase() !== "q" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (pickMarked()) event.stopImmediatePropagation();
}, true);
document.addEventListener("toggle", (event) => {
  const sheet = /** @type {HTMLElement} */ (event.target);
  if (sheet instanceof HTMLDetailsElement && sheet.open && sheet.matches(".reply-editor, .sheet-holder")) {
    sheet.querySelector("textarea")?.focus();
  }
}, true);
