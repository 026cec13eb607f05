// @ts-check
// Every frequent action has a key. Keys never fire while somebody types.

/** What each key presses: `data-key` names the button that shows it. */
export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "escape") return closeSheets();
    if (key === "j" || key === "k") return void (chooseNext(key === "j" ? 1 : -1), event.preventDefault());
    if (key === " " && !isOnControl(event.target)) return void (playOrPause(), event.preventDefault());
    const button = document.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`);
    if (button instanceof HTMLElement) {
      event.preventDefault();
      button.click();
    }
  });
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** @param {EventTarget | null} target */
function isOnControl(target) {
  return target instanceof HTMLElement && target.matches("button, a, summary, video");
}

/** @param {number} step */
function chooseNext(step) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("a.story")]);
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  next.focus();
  next.click();
}

function playOrPause() {
  const video = document.querySelector(".stage-video video");
  if (!(video instanceof HTMLVideoElement)) return;
  if (video.paused) video.play();
  else video.pause();
}

function closeSheets() {
  for (const sheet of document.querySelectorAll("details.reject[open]")) sheet.removeAttribute("open");
}
