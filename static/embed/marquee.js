/**
 * The marquee: a belt of stories that passes by once, then again. Who points at it, comes to it by keyboard or
 * presses Pause stops it; who prefers no motion gets a list to scroll. The second copy is only for the eye.
 */

import { bound } from "./bounded.js";
import { card } from "./card.js";
import { make, tell } from "./element.js";
import sheet from "./marquee.css" with { type: "css" };
import { media, name, set } from "./scene.js";

/** Seconds that a card takes to pass. */
const PACE = 7;

/**
 * @param {ShadowRoot} root
 * @param {import("./wall.js").Wall} wall
 * @param {HTMLElement} host
 */
export const mount = (root, wall, host) => {
  const { items, words, counts } = wall;
  root.replaceChildren();
  name(wall);
  const row = () => make("ul", "list", ...items.map((story) => card(story, words, media)));
  const [list, again] = [row(), row()];
  list.role = "list";
  again.classList.add("again");
  again.ariaHidden = true;
  for (const button of again.querySelectorAll("button")) button.tabIndex = -1;
  const belt = make("div", "belt", list, again);
  // Who came by keyboard to a card that was out of sight has moved the belt itself.
  belt.addEventListener("focusout", () => again.offsetWidth && (belt.scrollLeft = 0));
  const hold = make("button", "more", words.pause);
  hold.onclick = () => (hold.textContent = belt.classList.toggle("held") ? words.play : words.pause);
  const frame = make("div", "wall", belt, make("div", "end", make("p", "counts", counts), hold));
  belt.style.setProperty("--pace", `${items.length * PACE}s`);
  bound(frame, host);
  set(root, wall, host, frame, sheet);
  tell(host, "ready");
};
