/**
 * Take the box that the page has reserved as it is: not a line more, so that nothing below it moves.
 *
 * @param {HTMLElement} frame
 * @param {HTMLElement} host
 */
export const bound = (frame, host) => {
  if (parseFloat(getComputedStyle(host).minHeight)) frame.style.contain = "size";
};
