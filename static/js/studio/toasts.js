// @ts-check
// One toast at a time, for ten seconds, longer while somebody is on it. The server writes those with a way back.

const MS = 10_000;
let timer = 0;

/** @param {string} text what happened, one sentence */
export function toast(text) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  place.replaceChildren(box);
}

/** Count down for whatever toast is there. */
export function countDown() {
  const place = document.getElementById("toasts");
  if (!place) return;
  const start = () => {
    clearTimeout(timer);
    if (place.childElementCount) timer = setTimeout(() => place.replaceChildren(), MS);
  };
  new MutationObserver(start).observe(place, { childList: true });
  for (const name of ["pointerenter", "focusin"]) place.addEventListener(name, () => clearTimeout(timer));
  for (const name of ["pointerleave", "focusout"]) place.addEventListener(name, start);
  start();
}
