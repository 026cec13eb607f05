/** The badge: a few faces and how many people spoke. It leads where the link inside the element does, else to the wall. */

import { make, tell } from "./element.js";
import sheet from "./badge.css" with { type: "css" };

/**
 * @param {ShadowRoot} root
 * @param {import("./wall.js").Wall & { rated: string, wall: string }} page
 * @param {HTMLElement} host
 */
export const mount = (root, { items, stills, title, counts, rated, wall, lang, dir, css }, host) => {
  const names = stills.split(" ");
  const faces = items.map(({ id, still }, index) => {
    const image = make("img", "poster");
    image.alt = "";
    image.style.background = still.color;
    // Withdrawn since the page was loaded.
    image.onerror = () => image.remove();
    image.src = new URL(`../m/${id}/${names[index]}.avif`, import.meta.url);
    return image;
  });
  const words = make("span", "", make("b", "title", title || counts), make("span", "counts", rated || (title && counts)));
  const frame = Object.assign(make("a", "wall", ...faces, words), { lang, dir });
  frame.href = host.querySelector("a")?.href ?? wall;
  sheet.insertRule(css);
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(frame);
  tell(host, "ready");
};
