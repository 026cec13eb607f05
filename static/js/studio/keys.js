// @ts-check
// Every frequent action has a key, and every button shows its own: `data-key` names it. Keys never fire while
// somebody types, and know their place on the keyboard where it writes another script.
import { chooseAll, chosen, extend, toggle } from "./choosing.js";
import { chooseNext, isInStep, open } from "./list.js";

const GO_MS = 1500;
const PLACES = new Set(["h", "i", "l", "w"]);
let goes = 0;

/** What each key does that no button stands for. @type {Record<string, (event: KeyboardEvent) => boolean | void>} */
const ACTS = {
  j: () => chooseNext(1),
  k: () => chooseNext(-1),
  o: () => open(),
  s: () => toggle(),
  "shift+j": () => extend(1),
  "shift+k": () => extend(-1),
  "shift+s": () => chooseAll(),
  "shift+arrowdown": (event) => isInList(event.target) && void extend(1),
  "shift+arrowup": (event) => isInList(event.target) && void extend(-1),
  arrowdown: (event) => isInList(event.target) && void chooseNext(1),
  arrowup: (event) => isInList(event.target) && void chooseNext(-1),
  g: () => { goes = Date.now(); },
  " ": (event) => !isOnControl(event.target) && void playOrPause(),
  f: () => press("/"),
  u: () => press("z"),
  "?": () => showKeys(),
};

/** Listen everywhere. */
export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = nameOf(event);
    if (key === "escape") return close(event);
    const keys = document.querySelector("dialog.keys[open]");
    if (key === "?" && keys instanceof HTMLDialogElement) return keys.close();
    if (isTyping(event.target) || document.querySelector("dialog[open], [popover]:popover-open")) return;
    if (act(key, event)) event.preventDefault();
  });
}

/** @param {string} key @param {KeyboardEvent} event @returns {boolean} whether it meant anything */
function act(key, event) {
  const isGoing = Date.now() - goes < GO_MS;
  goes = 0;
  if (isGoing && PLACES.has(key)) return go(key);
  if (/^[1-9]$/.test(key)) return giveReason(Number(key));
  const known = ACTS[key];
  return known ? known(event) !== false : press(key.replace(/^shift\+(?=[^a-z]$)/, ""));
}

/** The key as a Latin keyboard would name it: a Persian ش lies where A does. @param {KeyboardEvent} event */
function nameOf(event) {
  let key = event.key.toLowerCase();
  if (key.length === 1 && !/[!-~ ]/.test(key)) key = event.code.replace(/^(Key|Digit)/, "").toLowerCase();
  if (key === "؟" || (event.code === "Slash" && event.shiftKey)) key = "?";
  if (key === "slash") key = "/";
  return event.shiftKey && (key.length > 1 || /[a-z]/.test(key)) ? `shift+${key}` : key;
}

/** Press what shows the key: the way back in a toast first, then what is chosen, then the stage. @param {string} key */
function press(key) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]:not(:disabled)`)];
  const seen = all.filter((button) => button instanceof HTMLElement && button.checkVisibility());
  const rank = (/** @type {Element} */ button) => (button.closest("#toasts") ? 0 : button.closest("#bulk") ? 1 : 2);
  const button = seen.sort((a, b) => rank(a) - rank(b))[0];
  if (!(button instanceof HTMLElement)) return false;
  if (button.closest("#story") && !isInStep()) return true;
  if (button.matches('input:not([type="checkbox"]), textarea')) {
    button.focus();
    if (button instanceof HTMLInputElement) button.select();
    return true;
  }
  button.click();
  if (button.matches("summary")) intoSheet(button);
  return true;
}

/** What a sheet asks first gets the focus. @param {HTMLElement} summary */
function intoSheet(summary) {
  const first = summary.parentElement?.querySelector(".sheet :is(button, input, textarea)");
  if (summary.parentElement?.hasAttribute("open") && first instanceof HTMLElement) first.focus();
}

/** Also in a window too narrow for the button that shows them. */
function showKeys() {
  const keys = document.querySelector("dialog.keys");
  if (!(keys instanceof HTMLDialogElement)) return false;
  keys.showModal();
}

/** In a sheet of reasons, each has its number. @param {number} number */
function giveReason(number) {
  const sheets = [...document.querySelectorAll("details.reject[open]")].filter((sheet) => sheet.checkVisibility());
  const reason = sheets[0]?.querySelectorAll('button[name="reason"]')[number - 1];
  if (!(reason instanceof HTMLElement)) return false;
  reason.click();
  return true;
}

/** @param {string} place */
function go(place) {
  const link = document.querySelector(`[data-go="${place}"]`);
  if (link instanceof HTMLElement) link.click();
  return link !== null;
}

/** Escape closes what is open, from the inside out; then nothing is chosen any more. @param {KeyboardEvent} event */
function close(event) {
  const sheets = [...document.querySelectorAll("details:is(.reject, .sheet-holder, .keep-view)[open]")];
  for (const sheet of sheets) {
    sheet.removeAttribute("open");
    const summary = sheet.querySelector("summary");
    if (sheet.contains(document.activeElement)) summary?.focus();
  }
  if (sheets.length) return;
  if (event.target instanceof HTMLElement && isTyping(event.target)) return event.target.blur();
  if (chosen().length) chooseAll(false);
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  const typed = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
  return target instanceof HTMLElement && target.matches(typed);
}

/** @param {EventTarget | null} target */
function isOnControl(target) {
  return target instanceof HTMLElement && target.matches("button, a, summary, video, input, label");
}

/** Arrows belong to the list unless somebody scrolls a story or moves in a film. @param {EventTarget | null} target */
function isInList(target) {
  return target === document.body || (target instanceof Element && target.closest("#list") !== null);
}

function playOrPause() {
  const video = document.querySelector(".stage-video video");
  if (!(video instanceof HTMLVideoElement)) return;
  if (video.paused) video.play();
  else video.pause();
}
