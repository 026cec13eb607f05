/**
 * The grid: even cards, row by row, as many whole rows as fit into the height that the page has reserved.
 * The others wait behind "Show more".
 */

import { card } from "./card.js";
import { make, tell } from "./element.js";
import sheet from "./grid.css" with { type: "css" };
import { media, name, set } from "./scene.js";

/**
 * @param {ShadowRoot} root
 * @param {import("./wall.js").Wall} wall
 * @param {HTMLElement} host
 */
export const mount = (root, wall, host) => {
  const { items, words } = wall;
  root.replaceChildren();
  name(wall);
  const list = make("ul", "list", ...items.map((story) => card(story, words, media)));
  const more = make("button", "more");
  const frame = make("div", "wall", wall.title && make("h2", "title", wall.title), list, make("div", "end", make("p", "counts", wall.counts), more));
  list.role = "list";
  let { rest } = wall;
  let isOpen = false;

  const place = () => {
    const reserved = isOpen ? 0 : parseFloat(getComputedStyle(host).minHeight);
    frame.style.height = reserved ? `${reserved}px` : "";
    list.style.flex = "1";
    const cards = [...list.children];
    for (const item of cards) item.hidden = false;
    const ends = cards.map((item) => item.offsetTop + item.offsetHeight - list.offsetTop);
    const room = reserved ? list.clientHeight + 1 : Infinity;
    cards.forEach((item, index) => (item.hidden = index > 0 && ends[index] > room));
    const waiting = rest + cards.filter((item) => item.hidden).length;
    more.hidden = !waiting;
    more.textContent = words.more.replace("{}", `${waiting}`.replace(/\d/g, (digit) => words.digits?.[digit] ?? digit));
  };

  more.onclick = () =>
    // In a task of its own: the finger is answered first.
    setTimeout(async () => {
      const first = [...list.children].find((item) => item.hidden);
      const whole = rest && (await details());
      if (whole) {
        const others = whole.items.filter(({ id }) => !items.some((story) => story.id === id));
        list.append(...others.map((story) => card(story, whole.words, media)));
        rest = 0;
      }
      isOpen = true;
      place();
      const next = first ?? list.children[items.length] ?? list;
      next.tabIndex = -1;
      next.focus();
    });

  const details = set(root, wall, host, frame, sheet, place);
  place();
  let width = frame.offsetWidth;
  new ResizeObserver(() => width !== (width = frame.offsetWidth) && place()).observe(frame);
  tell(host, "ready");
};
