/**
 * The carousel, after the WAI-ARIA pattern: a region with a name, a list that scrolls and snaps by itself,
 * two buttons that turn it by what is seen, and the place in words. It never moves by itself.
 */

import { bound } from "./bounded.js";
import { card } from "./card.js";
import { make, tell } from "./element.js";
import sheet from "./carousel.css" with { type: "css" };
import { media, name, set } from "./scene.js";

/**
 * @param {ShadowRoot} root
 * @param {import("./wall.js").Wall & { wall: string }} wall
 * @param {HTMLElement} host
 */
export const mount = (root, wall, host) => {
  const { items, words, title, counts, dir } = wall;
  root.replaceChildren();
  name(wall);
  const list = make("ul", "list", ...items.map((story) => card(story, words, media)));
  const place = make("span", "counts");
  const way = dir === "rtl" ? -1 : 1;
  const turns = [words.previous, words.next].map((label, index) => {
    const turn = make("button", "turn");
    turn.ariaLabel = label;
    turn.onclick = () => list.scrollBy({ left: (index ? way : -way) * list.clientWidth * 0.9 });
    return turn;
  });
  const all = make("a", "all", words.all);
  all.href = host.querySelector("a")?.href ?? wall.wall;
  const frame = make("section", "wall", title && make("h2", "title", title), list, make("div", "end", ...turns, place, all));
  frame.ariaRoleDescription = words.carousel;
  frame.ariaLabel = title || counts;
  list.role = "list";
  list.tabIndex = 0;
  place.ariaLive = "polite";

  const tally = () => {
    const seen = [...list.children].map((item) => {
      const middle = item.offsetLeft - list.offsetLeft + item.offsetWidth / 2 - list.scrollLeft;
      return middle > 0 && middle < list.clientWidth;
    });
    const from = seen.indexOf(true) + 1;
    const to = seen.lastIndexOf(true) + 1;
    const told = words.place.replace("{}", from === to ? from : `${from}–${to}`).replace("{}", seen.length);
    place.textContent = told.replace(/\d/g, (digit) => words.digits?.[digit] ?? digit);
    turns[0].disabled = from < 2;
    turns[1].disabled = to === seen.length;
  };
  list.onscroll = () => requestAnimationFrame(tally);
  bound(frame, host);
  set(root, wall, host, frame, sheet, tally);
  new ResizeObserver(tally).observe(list);
  tell(host, "ready");
};
