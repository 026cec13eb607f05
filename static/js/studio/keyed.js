// @ts-check
// Rows by their story: what is there stays the same element, so that focus, ticks and the place on the screen are
// kept. Only what really differs is written. An extension of htmx: hx-ext="keyed" hx-swap="keyed" on a <ul>.

/** @typedef {HTMLElement & { dataset: { story: string, at: string } }} Item */

/** @param {ParentNode} list @returns {Item[]} */
const items = (list) => /** @type {Item[]} */ ([...list.querySelectorAll("li[data-story]")]);
const isCurrent = (/** @type {Element} */ item) => item.querySelector("a[aria-current]") !== null;

/** @param {Element} place */
function scrollerOf(place) {
  const pane = place.closest(".list-pane");
  return pane && getComputedStyle(pane).overflowY !== "visible" ? pane : place.closest(".panes");
}

/**
 * What must not move: the chosen row if it can be seen, or whatever is at the top of a list that was scrolled.
 * @param {HTMLElement} list @param {Element | null} scroller
 */
function anchorOf(list, scroller) {
  if (!scroller) return null;
  const { top, bottom } = scroller.getBoundingClientRect();
  const seen = items(list).filter((item) => {
    const box = item.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  });
  return seen.find(isCurrent) ?? (scroller.scrollTop > 0 ? seen[0] : null) ?? null;
}

/** Write what differs into a row that stays. @param {Item} item @param {Item} fresh */
function mend(item, fresh) {
  item.dataset.at = fresh.dataset.at;
  const [link, other] = [item.querySelector("a.story"), fresh.querySelector("a.story")];
  if (!link || !other) return;
  link.setAttribute("data-ready", other.getAttribute("data-ready") ?? "");
  if (link.innerHTML !== other.innerHTML) link.innerHTML = other.innerHTML;
  const [pick, mayPick] = [item.querySelector(".pick"), fresh.querySelector(".pick")];
  if (pick && !mayPick) pick.remove();
}

/**
 * Put the rows of `fresh` into `list`. Rows of later pages stay where they are; so does the chosen row, even
 * when it has left this shelf, until another is chosen.
 * @param {HTMLElement} list @param {HTMLElement} fresh @param {boolean} hasMore
 * @returns {HTMLElement[]} the rows that are new
 */
export function merge(list, fresh, hasMore) {
  const known = new Map(items(list).map((item) => [item.dataset.story, item]));
  const incoming = items(fresh);
  const last = Number(incoming.at(-1)?.dataset.at ?? NaN);
  const isLater = (/** @type {Item} */ item) =>
    hasMore && (list.dataset.order === "oldest" ? Number(item.dataset.at) > last : Number(item.dataset.at) < last);
  const kept = new Set(incoming.map((item) => item.dataset.story));
  for (const item of known.values()) {
    const hasLeft = !kept.has(item.dataset.story) && !isLater(item);
    item.toggleAttribute("data-left", hasLeft);
    if (hasLeft && !isCurrent(item)) item.remove();
  }
  for (const empty of list.querySelectorAll(":scope > .list-empty")) empty.remove();
  const added = [];
  let place = list.firstElementChild;
  for (const item of incoming) {
    while (place && !kept.has(/** @type {Item} */ (place).dataset.story) && isCurrent(place)) place = place.nextElementSibling;
    const there = known.get(item.dataset.story);
    if (there) mend(there, item);
    else added.push(item);
    if (there === place && place) place = place.nextElementSibling;
    else list.insertBefore(there ?? item, place);
  }
  if (!incoming.length && !list.childElementCount) list.append(...fresh.childNodes);
  return added;
}

/**
 * Scroll as far as the anchor has moved. A list too short for that gets room at its end.
 * @param {HTMLElement} list @param {Element} scroller @param {Item} anchor @param {number} before
 */
function holdStill(list, scroller, anchor, before) {
  const moved = () => anchor.getBoundingClientRect().top - before;
  scroller.scrollTop += moved();
  if (moved() < 1) return;
  const free = list.getBoundingClientRect().bottom - (items(list).at(-1)?.getBoundingClientRect().bottom ?? 0);
  list.style.paddingBlockEnd = `${Math.ceil(free + moved())}px`;
  scroller.scrollTop += moved();
}

/** Say so where rows have come in above what can be seen. @param {HTMLElement[]} added */
function tellOfArrivals(added) {
  const [note, head] = [document.querySelector(".arrived"), document.querySelector("#list > .list-head")];
  if (!(note instanceof HTMLElement) || !head) return;
  const top = head.getBoundingClientRect().bottom;
  if (added.some((item) => item.isConnected && item.getBoundingClientRect().bottom < top + 16)) note.hidden = false;
}

/** @param {HTMLElement} list @param {ParentNode} fragment @returns {HTMLElement[]} */
function swap(list, fragment) {
  const fresh = fragment.querySelector("ul#rows");
  const older = fragment.querySelector("#older");
  if (!(fresh instanceof HTMLElement)) return [];
  const scroller = scrollerOf(list);
  const anchor = anchorOf(list, scroller);
  const before = anchor?.getBoundingClientRect().top ?? 0;
  const wasEmpty = !items(list).length;
  const added = merge(list, fresh, Boolean(older?.firstElementChild));
  list.dataset.version = fresh.dataset.version;
  const [lastShown, lastFresh] = [items(list).at(-1), items(fresh).at(-1)];
  const link = document.getElementById("older");
  // Where later pages are on the screen, their own link goes on.
  const isWhole = !lastShown || !lastFresh || lastShown.dataset.story === lastFresh.dataset.story || added.includes(lastShown);
  if (link && older instanceof HTMLElement && isWhole && link.innerHTML !== older.innerHTML) {
    link.replaceWith(older);
    added.push(older);
  }
  if (anchor && scroller) holdStill(list, scroller, anchor, before);
  if (!wasEmpty) for (const item of added) item.classList.add("arriving");
  tellOfArrivals(added);
  return added;
}

/** Teach htmx to swap so. */
export function swapByKey() {
  const htmx = /** @type {any} */ (globalThis).htmx;
  htmx?.defineExtension("keyed", {
    isInlineSwap: (/** @type {string} */ style) => style === "keyed",
    handleSwap(/** @type {string} */ style, /** @type {HTMLElement} */ target, /** @type {ParentNode} */ fragment) {
      return style === "keyed" ? swap(target, fragment) : false;
    },
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { elt, parameters } = /** @type {CustomEvent} */ (event).detail;
    if (elt.id === "rows") parameters.seen = elt.dataset.version;
  });
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    // A page that goes on may bring what arrived above in the meantime once more.
    const { target, fragment } = /** @type {CustomEvent} */ (event).detail;
    if (target?.id !== "rows") return;
    const known = new Set(items(target).map((item) => item.dataset.story));
    for (const item of items(fragment)) if (known.has(item.dataset.story)) item.remove();
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-do=arrived]")) return;
    const list = document.getElementById("rows");
    if (list) scrollerOf(list)?.scrollTo({ top: 0 });
    event.target.closest(".arrived")?.setAttribute("hidden", "");
  });
  document.addEventListener("scroll", (event) => {
    if (event.target instanceof Element && event.target.scrollTop < 8) document.querySelector(".arrived")?.setAttribute("hidden", "");
  }, { capture: true, passive: true });
}
