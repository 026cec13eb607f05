/**
 * What all layouts share: where files are, how a story opens, what happens to one that is gone,
 * and the tenant's look on the frame.
 */

import { tell } from "./element.js";

/** @param {string} path  relative to this file's own folder */
export const at = (path) => new URL(path, import.meta.url).href;

export const media = at("../m/");

/**
 * Give the pictures the names that stand apart from their stories: it compresses better.
 *
 * @param {{ items: import("./card.js").Story[], stills: string }} page
 */
export const name = ({ items, stills }) => {
  const names = stills.split(" ");
  for (const { still } of items) if (still) still.file = `${names.shift()}.avif`;
};

/**
 * Put the frame into the root, in the tenant's colours, and let its stories play.
 * Returns the whole stories, fetched once, and only when somebody wants to see one.
 *
 * @param {ShadowRoot} root
 * @param {{ wid: string, lang: string, dir: string, css: string }} page  `css` is one rule
 * @param {HTMLElement} host
 * @param {HTMLElement} frame
 * @param {CSSStyleSheet} sheet
 * @param {() => void} [changed]  called when a story has gone
 */
export const set = (root, { wid, lang, dir, css }, host, frame, sheet, changed) => {
  const player = () => import("./player.js");
  let stories;
  const details = (cache) =>
    (stories = (!cache && stories) || fetch(at(`${wid}.json`), { cache })
      .then((answer) => answer.json())
      .catch(() => (stories = null)));

  frame.onclick = (event) => {
    const opener = event.target.closest(".play, .read");
    if (!opener) return;
    // In a served fragment it is a link to the film, which is good enough without a script.
    event.preventDefault();
    const { id } = opener.closest("li");
    if (!tell(host, "beforeplay", id)) return;
    details();
    player()
      .then(({ open }) => open({ id, opener, root, frame, host, media, details }))
      .catch(() => frame.isConnected && host.querySelector("a")?.click());
  };

  frame.addEventListener(
    "error",
    ({ target }) =>
      player()
        .then(({ mend }) => mend(target, media, details, changed))
        .catch(() => {}),
    true,
  );
  Object.assign(frame, { lang, dir });
  // The brand's look is a rule for `:host`: whatever the page itself sets on the element comes before it.
  sheet.insertRule(css);
  root.adoptedStyleSheets = [sheet];
  root.append(frame);
  return details;
};
