// @ts-check
// One toast at a time, for ten seconds. The way back is the button on the stage that shows Z.

const SECONDS = 10;

/** @param {string} text what happened, one sentence */
export function toast(text) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words, ...wayBack());
  place.replaceChildren(box);
  setTimeout(() => box.remove(), SECONDS * 1000);
}

/** The undo button, where the stage offers one. @returns {HTMLElement[]} */
function wayBack() {
  const undo = document.querySelector('[data-key="z"]');
  if (!(undo instanceof HTMLElement)) return [];
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = undo.firstElementChild?.nextSibling?.textContent?.trim() ?? "";
  button.addEventListener("click", () => undo.click());
  return [button];
}
