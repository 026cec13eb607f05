// @ts-check
// Several stories at once: ticks, ranges, all that is shown. What is done with them is the form #bulk.
import { chooseNext, current, rows } from "./list.js";

/** Where a range begins. */
let from = "";

/** @returns {HTMLInputElement[]} */
const ticks = () => [...document.querySelectorAll('#rows .pick > input[type="checkbox"]')].filter((box) => box instanceof HTMLInputElement);
export const chosen = () => ticks().filter((box) => box.checked);

/** @param {HTMLElement | undefined} row */
const tickOf = (row) => ticks().find((box) => box.value === row?.dataset.story);

/** Say how many are chosen. */
export function count() {
  const [all, n] = [ticks(), chosen().length];
  const told = document.getElementById("chosen");
  if (told) {
    const words = (n === 1 ? told.dataset.one : told.dataset.many) ?? "";
    told.textContent = words.replace("{n}", n.toLocaleString(document.documentElement.lang || undefined));
  }
  const whole = document.getElementById("choose-all");
  if (whole instanceof HTMLInputElement) {
    whole.checked = n > 0 && n === all.length;
    whole.indeterminate = n > 0 && n < all.length;
  }
}

/** Choose the current story, or no longer. */
export function toggle() {
  const tick = tickOf(current());
  if (!tick) return;
  tick.checked = !tick.checked;
  from = tick.value;
  count();
}

/** Choose on from the current story to the next one. @param {number} step */
export function extend(step) {
  const [here, all] = [current(), rows()];
  const there = here && all[all.indexOf(here) + step];
  const tick = tickOf(here);
  if (tick && !tick.checked) tick.checked = true;
  const next = tickOf(there);
  if (next) next.checked = true;
  if (there) chooseNext(step);
  count();
}

/** Choose everything that is shown, or nothing. @param {boolean} [isOn] */
export function chooseAll(isOn = chosen().length < ticks().length) {
  for (const tick of ticks()) tick.checked = isOn;
  count();
}

/** The row that was ticked last, and everything between. @param {HTMLInputElement} tick */
function range(tick) {
  const all = ticks();
  const [a, b] = [all.findIndex((box) => box.value === from), all.indexOf(tick)];
  if (a < 0) return;
  for (const box of all.slice(Math.min(a, b), Math.max(a, b) + 1)) box.checked = tick.checked;
}

/** Follow clicks, and what htmx brings. */
export function followChoice() {
  document.addEventListener("click", (event) => {
    const tick = event.target;
    if (!(tick instanceof HTMLInputElement) || !tick.closest(".pick")) return;
    if (event.shiftKey) range(tick);
    from = tick.value;
    count();
  });
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.id === "choose-all") chooseAll(event.target.checked);
  });
  document.addEventListener("reset", () => {
    const asked = document.getElementById("choosing");
    if (asked instanceof HTMLInputElement) asked.checked = false;
    setTimeout(count);
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { elt, parameters } = /** @type {CustomEvent} */ (event).detail;
    if (elt.closest?.("#bulk")) parameters.shown = document.getElementById("story")?.dataset.story ?? "";
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
    if (elt?.id !== "bulk" || xhr?.status !== 200) return;
    for (const sheet of elt.querySelectorAll("details[open]")) sheet.removeAttribute("open");
    elt.querySelectorAll('input[name="tag"]').forEach((/** @type {HTMLInputElement} */ input) => { input.value = ""; });
    chooseAll(false);
  });
  document.body.addEventListener("htmx:afterSwap", count);
}
