/**
 * A link that takes nobody new any more: whoever has begun on this device goes on all the same.
 */
const { begin = "" } = /** @type {HTMLElement} */ (document.querySelector("main[data-begin]")).dataset;

try {
  const { secret, expires, sent } = JSON.parse(localStorage.getItem(`sayso:${begin}`) ?? "{}");
  if (secret && !sent && !(Date.parse(expires) < Date.now())) location.replace("?resume");
} catch {
  // No storage, no draft: the page says what there is to say.
}
