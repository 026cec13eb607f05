// @ts-check
// List and stage in step: which row is the chosen one, going through them, and where the focus stays.

const html = (/** @type {Element | null | undefined} */ element) => (element instanceof HTMLElement ? element : null);
const shown = () => document.querySelector("#story")?.getAttribute("data-story") ?? "";

/** Every row's link, from the top. @returns {HTMLElement[]} */
export const rows = () => [...document.querySelectorAll("#rows a.story")].filter((row) => row instanceof HTMLElement);

/** The link of the chosen story: on the stage, or on its way there. */
export const current = () => rows().find((row) => row.hasAttribute("aria-current"));

/** Whether the stage shows the chosen story already: nobody decides on one they have not seen. */
export const isInStep = () => !current() || current()?.dataset.story === shown();

/** Mark the row whose story is on the stage. */
export function markChosen() {
  mark(shown());
}

/** @param {string | undefined} story */
function mark(story) {
  for (const row of rows()) {
    if (story && row.dataset.story === story) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  // What left this shelf while it was looked at goes as soon as something else is.
  for (const item of document.querySelectorAll("#rows > [data-left]:not(:has([aria-current]))")) item.remove();
}

/**
 * Open the row so many steps on. At the end the next page is asked for.
 * @param {number} step
 */
export function chooseNext(step) {
  const all = rows();
  const at = all.findIndex((row) => row.hasAttribute("aria-current"));
  const next = all[at < 0 ? 0 : at + step];
  if (!next) {
    if (step > 0) html(document.querySelector("#older a"))?.click();
    return;
  }
  show(next);
  mark(next.dataset.story);
  next.click();
}

/** Open the chosen row: on a phone it is another screen. */
export function open() {
  (current() ?? rows()[0])?.click();
}

/** Give a row the focus, and bring it into view without moving more than that. @param {HTMLElement} row */
function show(row) {
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** On a phone, list and stage are two screens. @param {string} pane */
export function showPane(pane) {
  document.querySelector(".panes")?.setAttribute("data-pane", pane);
}

/** What had the focus before the stage was replaced: a button by its key, or nothing. */
let heldKey = "";

function remember() {
  heldKey = html(document.activeElement?.closest("#story [data-key]"))?.dataset.key ?? "";
}

/** Whoever pressed a button on the stage finds its twin there; whoever is in the list, the chosen row. */
function keepFocus() {
  const [row, active] = [current(), document.activeElement];
  row?.scrollIntoView({ block: "nearest" });
  const twin = heldKey && html(document.querySelector(`#story [data-key="${CSS.escape(heldKey)}"]:not(:disabled)`));
  heldKey = "";
  if (active && active !== document.body && !active.matches("#rows a.story")) return;
  const place = twin || row || html(document.querySelector("#story .stage-pane[tabindex]"));
  place?.focus({ preventScroll: true });
}

/** Follow what htmx does with list and stage. */
export function followList() {
  document.addEventListener("click", (event) => {
    const back = event.target instanceof Element && event.target.closest("#story a.phone-only");
    if (!(back instanceof HTMLAnchorElement) || !rows().length) return;
    // The list is there already, as it was left.
    event.preventDefault();
    showPane("list");
    history.replaceState(null, "", back.pathname + location.search);
    current()?.scrollIntoView({ block: "center" });
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.target?.id === "story") remember();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const { target } = /** @type {CustomEvent} */ (event).detail;
    // While the next story is on its way, a list that is refreshed keeps it marked.
    const isNew = target?.id === "story" || !current();
    if (isNew) markChosen();
    if (isNew || document.activeElement === document.body) keepFocus();
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
    if (elt?.matches?.("a.story") && xhr?.status === 200) showPane("stage");
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const { target, requestConfig } = /** @type {CustomEvent} */ (event).detail;
    if (target?.id !== "story" || requestConfig?.verb === "get") return;
    // What answers a decision comes last: a story that is still on its way must not replace it.
    /** @type {any} */ (globalThis).htmx.trigger(document.querySelector(".panes"), "htmx:abort");
  });
  for (const event of ["htmx:historyRestore", "htmx:responseError", "htmx:sendError"]) {
    document.body.addEventListener(event, markChosen);
  }
  markChosen();
}
