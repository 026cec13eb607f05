// @ts-check
// A suggestion is put into the colour field; the rest of the page shows it before it is saved.

const field = document.querySelector("input[type=color][name=colour]");

/** @param {string} colour */
function show(colour) {
  document.documentElement.style.setProperty("--brand", colour);
}

if (field instanceof HTMLInputElement) {
  field.addEventListener("input", () => show(field.value));
  document.addEventListener("click", (event) => {
    const swatch = /** @type {HTMLElement} */ (event.target).closest("[data-colour]");
    if (!(swatch instanceof HTMLElement) || field.disabled) return;
    field.value = swatch.dataset.colour ?? field.value;
    show(field.value);
  });
}
