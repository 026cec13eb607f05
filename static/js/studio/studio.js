// @ts-check
// The Studio's own script: list and stage in step, keys, choices, toasts, copying. htmx does the rest.
import { followChoice } from "./choosing.js";
import { openDialogs } from "./dialogs.js";
import { swapByKey } from "./keyed.js";
import { listenToKeys } from "./keys.js";
import { followList } from "./list.js";
import { followFilters, followWaiting } from "./narrowing.js";
import "./stage.js";
import { countDown, toast } from "./toasts.js";
import { keepUnsent } from "./unsent.js";

/** @param {HTMLElement} button */
async function copy(button) {
  const label = button.lastChild;
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  if (!label) return;
  const before = label.textContent;
  label.textContent = "✓";
  setTimeout(() => { label.textContent = before; }, 1600);
}

document.body.addEventListener("htmx:afterSwap", (event) => {
  const said = document.getElementById("story")?.getAttribute("data-toast");
  if (/** @type {CustomEvent} */ (event).detail.target?.id === "story" && said) toast(said);
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
  // The empty inbox waits for its first story: the page it becomes is a different one.
  if (elt?.hasAttribute("data-reload-on-change") && xhr?.status === 200) location.reload();
});
document.body.addEventListener("rendered", () => {
  // Whoever is watching an answer as it came is not interrupted: the link is there for them.
  const videos = [...document.querySelectorAll("#story video")];
  if (videos.every((video) => /** @type {HTMLVideoElement} */ (video).played.length === 0)) {
    requestAnimationFrame(() => document.getElementById("show-rendered")?.click());
  }
});
document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-copy]");
  if (button instanceof HTMLElement) copy(button);
});
swapByKey();
followList();
keepUnsent();
followChoice();
followFilters();
followWaiting();
openDialogs();
listenToKeys();
countDown();
