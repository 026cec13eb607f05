/**
 * Take the box that the page has reserved as it is: not a line more, so that nothing below it moves. As a height, because
 * only then a row gives way to the buttons below it.
 *
 * @param {HTMLElement} frame
 * @param {HTMLElement} host
 */
export const bound = (frame, host) => {
  const { minHeight } = getComputedStyle(host);
  if (parseFloat(minHeight)) frame.style.height = minHeight;
};
