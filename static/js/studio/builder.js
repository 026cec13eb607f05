// @ts-check
// The builder: the preview follows what is set, at the width and on the page that is asked for. Without this
// script the form does all the same, and a button shows the preview.

const PAUSE_MS = 350;

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("widget-form"));
const frame = /** @type {HTMLIFrameElement | null} */ (document.getElementById("widget-preview"));
const holder = document.getElementById("frame-holder");
const chosen = /** @type {HTMLInputElement | null} */ (form?.elements.namedItem("chosen") ?? null);
const list = document.getElementById("choosing");

let timer = 0;
let turn = 0;
let width = 1280;
let ground = "white";
let typed = "";
let isDirty = Boolean(form?.querySelector("[role=alert]"));

/** Show what is kept. The frame's place in the history is replaced: the way back stays the way back. */
function show() {
  const asked = new URLSearchParams({ ground, ...(typed ? { typed } : {}) });
  frame?.contentWindow?.location.replace(`${form?.dataset.preview}?${asked}`);
}

/** Let the server keep what is typed for a moment, and show it. */
async function draw() {
  if (!form) return;
  const mine = ++turn;
  const answer = await fetch(form.dataset.preview ?? "", {
    method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
  }).catch(() => null);
  if (!answer?.ok || mine !== turn) return;
  ({ typed } = await answer.json());
  show();
}

function drawSoon() {
  isDirty = true;
  clearTimeout(timer);
  timer = setTimeout(draw, PAUSE_MS);
}

/** A page of 1280 pixels in a smaller frame is drawn smaller, as a whole. */
function fit() {
  if (!frame || !holder) return;
  const room = /** @type {HTMLElement} */ (holder.parentElement).clientWidth - 40;
  const scale = Math.min(1, room / width);
  const height = 640;
  frame.style.inlineSize = `${width}px`;
  frame.style.blockSize = `${height / scale}px`;
  frame.style.transform = `scale(${scale})`;
  holder.style.inlineSize = `${width * scale}px`;
  holder.style.blockSize = `${height}px`;
}

/** What the page would pay, as the preview says. A frame may have no document element yet. */
function tellCost() {
  const bytes = Number(frame?.contentDocument?.documentElement?.dataset.bytes);
  const place = document.getElementById("cost");
  if (place && bytes) {
    place.textContent = new Intl.NumberFormat(document.documentElement.lang, {
      style: "unit", unit: "kilobyte", maximumFractionDigits: 1,
    }).format(bytes / 1000);
  }
}

/** Write down who is chosen, in the order in which they stand. */
function noteChosen() {
  if (!chosen || !list) return;
  const tokens = [...list.querySelectorAll("[data-chosen]")].map((row) => row.getAttribute("data-token"));
  chosen.value = tokens.join(" ");
  drawSoon();
}

/** @param {HTMLElement} button a tool of the preview */
function choose(button) {
  for (const other of button.parentElement?.children ?? []) other.setAttribute("aria-pressed", String(other === button));
  if (button.dataset.width) width = Number(button.dataset.width);
  if (button.dataset.ground) { ground = button.dataset.ground; show(); }
  fit();
}

/** @param {HTMLElement} button up or down in the list of the chosen */
function move(button) {
  const row = button.closest("li");
  const other = button.dataset.move === "up" ? row?.previousElementSibling : row?.nextElementSibling;
  if (!row || !other?.hasAttribute("data-chosen")) return;
  if (button.dataset.move === "up") other.before(row); else other.after(row);
  button.focus();
  noteChosen();
}

if (form && frame) {
  form.addEventListener("input", (event) => {
    const box = /** @type {HTMLElement} */ (event.target);
    const row = box.closest("#choosing li");
    if (row) { row.toggleAttribute("data-chosen", /** @type {HTMLInputElement} */ (box).checked); noteChosen(); }
    else drawSoon();
  });
  form.addEventListener("submit", () => { isDirty = false; });
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-width], [data-ground], [data-move]");
    if (!(button instanceof HTMLElement)) return;
    if (button.dataset.move) move(button); else choose(button);
  });
  addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
  addEventListener("resize", fit);
  frame.addEventListener("load", tellCost);
  fit();
  tellCost();
}
