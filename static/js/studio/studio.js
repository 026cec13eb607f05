// @ts-check
// The Studio's own script: keys, toasts, copying, and which row is the chosen one. htmx does the rest.
import { listenToKeys } from "./keys.js";
import "./stage.js";
import { toast } from "./toasts.js";

/** Mark the row whose story is on the stage; the list is replaced every time something changes. */
function markChosen() {
  const story = document.querySelector("#story")?.getAttribute("data-story");
  for (const row of document.querySelectorAll("a.story")) {
    if (story && row.getAttribute("data-story") === story) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

/** On a phone, list and stage are two screens. */
function showStage() {
  document.querySelector(".panes")?.setAttribute("data-pane", "stage");
}

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
  const target = /** @type {CustomEvent} */ (event).detail.target;
  const story = document.querySelector("#story");
  if (target?.id === "story" && story) {
    const said = story.getAttribute("data-toast");
    if (said) toast(said);
  }
  markChosen();
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
  // The empty inbox waits for its first story: the page it becomes is a different one.
  if (elt?.hasAttribute("data-reload-on-change") && xhr?.status === 200) location.reload();
  if (elt?.matches?.("a.story") && xhr?.status === 200) showStage();
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
listenToKeys();
markChosen();
