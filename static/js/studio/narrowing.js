// @ts-check
// Filters act as soon as they are chosen, the sheet of filters stays open meanwhile, and nobody polls unseen.

let isOpen = false;

/** Follow the filters, which belong to the search's form. */
export function followFilters() {
  document.addEventListener("change", (event) => {
    const field = event.target;
    const isFilter = field instanceof HTMLSelectElement || (field instanceof HTMLInputElement && field.type === "checkbox");
    if (isFilter && field.form?.id === "search-form") field.form.requestSubmit();
  });
  document.addEventListener("toggle", (event) => {
    if (event.target instanceof HTMLDetailsElement && event.target.id === "filters") isOpen = event.target.open;
  }, { capture: true });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.target?.id !== "list") return;
    document.getElementById("filters")?.toggleAttribute("open", isOpen);
    const search = document.getElementById("search");
    const asked = new URLSearchParams(location.search).get("q") ?? "";
    // A chip or a shelf may have taken the words away; whoever is typing knows better.
    if (search instanceof HTMLInputElement && document.activeElement !== search) search.value = asked;
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const { elt } = /** @type {CustomEvent} */ (event).detail;
    if (document.hidden && elt.getAttribute?.("hx-trigger")?.includes("every")) event.preventDefault();
  });
}

/** How many wait, also in the nav. */
export function followWaiting() {
  const tell = () => {
    const n = document.getElementById("to-finish")?.dataset.waiting ?? "";
    const count = document.querySelector(".nav-link[data-go=i] > .count");
    if (count instanceof HTMLElement) {
      count.textContent = n;
      count.hidden = !document.querySelector("#to-finish > .badge");
    }
  };
  document.body.addEventListener("htmx:oobAfterSwap", tell);
  tell();
}
