// @ts-check
// A button with `data-save` (a file's name) puts `data-text` into a file. It goes from the page to the disk: what is
// shown once is not asked from the server again.

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-save]"))) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([button.dataset.text ?? ""], { type: "text/plain" }));
    const link = Object.assign(document.createElement("a"), { href: address, download: button.dataset.save });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
}
