// @ts-check
// A button with data-opens="id" opens that <dialog>; a click beside it closes it.

/** Listen everywhere. */
export function openDialogs() {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target instanceof HTMLDialogElement) return event.target.close();
    const button = event.target.closest("[data-opens]");
    const dialog = button instanceof HTMLElement && document.getElementById(button.dataset.opens ?? "");
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
  });
}
