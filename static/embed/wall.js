/**
 * The wall: uneven cards in one to three columns, inside the height the page has reserved.
 *
 * What does not fit waits behind "Show more". So a wall never pushes its page about, however
 * many stories are approved after the snippet was pasted: the box is the page's, and only its
 * reader makes it larger. A page that reserves nothing gets the whole first page of stories.
 *
 * Cards stay in one list in the brand's order, for keyboards and screen readers; they are
 * placed on a grid of one-pixel rows, each in the shortest column. A fragment that came with
 * the page keeps its own order in columns, and only learns to play.
 */

import { card } from "./card.js";
import { make, tell } from "./element.js";
import { media, name, set } from "./scene.js";
import sheet from "./wall.css" with { type: "css" };

/** How many pixels of a card are worth showing where the whole of it does not fit. */
const GLIMPSE = 140;

/**
 * @typedef {{
 *   wid: string, lang: string, dir: string, css: string,
 *   title: string, counts: string, words: import("./card.js").Words & { more: string, whole: string, digits?: string },
 *   items: import("./card.js").Story[], stills: string, rest: number,
 * }} Wall  the part of the payload that the first page of a wall needs
 */

/**
 * Put every card into the shortest column; return how many do not fit into a bounded list.
 *
 * @param {HTMLElement} list
 * @param {number} isBounded
 */
const arrange = (list, isBounded) => {
  const cards = [...list.children];
  for (const item of cards) item.style.gridArea = item.inert = item.hidden = "";
  // All heights are asked for before anything is placed: one layout, not one for each card.
  const heights = cards.map((item) => item.offsetHeight);
  const room = isBounded ? list.clientHeight + 1 : Infinity; // rows are counted from 1
  const { columnGap, gridTemplateColumns } = getComputedStyle(list);
  const ends = gridTemplateColumns.split(" ").map(() => 1);
  let waiting = 0;
  cards.forEach((item, index) => {
    const top = Math.min(...ends);
    const column = ends.indexOf(top);
    const bottom = top + heights[index];
    item.inert = bottom > room;
    waiting += item.inert;
    // Beside others a gap at the end is only uneven. Alone in its column, the next card fades
    // out there, if there is room for a glimpse.
    if ((item.hidden = item.inert && (ends.length > 1 || room - top < GLIMPSE))) return;
    item.style.gridArea = `${top}/${column + 1}/${Math.min(bottom, room)}`;
    ends[column] = bottom + parseFloat(columnGap);
  });
  return waiting;
};

/**
 * @param {ShadowRoot} root
 * @param {Wall} wall
 * @param {HTMLElement} host
 */
export const mount = (root, wall, host) => {
  const { items, words } = wall;
  const served = root.querySelector("ul");
  name(wall);
  const list = served ?? make("ul", "list", ...items.map((story) => card(story, words, media)));
  const more = make("button", "more");
  const head = make("div", "head", wall.title && make("h2", "title", wall.title), make("p", "counts", wall.counts));
  const end = make("div", "end", make("span", "whole", words.whole), more);
  list.role = "list"; // Safari forgets that a list without bullets is one
  const frame = served?.parentNode ?? make("div", "wall", head, list, end);

  let { rest } = wall;
  let isOpen = false;

  const place = () => {
    const reserved = isOpen ? 0 : parseFloat(getComputedStyle(host).minHeight);
    frame.style.height = reserved ? `${reserved}px` : "";
    const waiting = rest + arrange(list, reserved);
    more.hidden = !waiting;
    // Not by `toLocaleString`: the first use of it costs a page 20 ms and more.
    const number = `${waiting}`.replace(/\d/g, (digit) => words.digits?.[digit] ?? digit);
    more.textContent = words.more.replace("{}", number);
  };

  more.onclick = async () => {
    const whole = rest && (await details());
    if (whole) {
      list.append(...whole.items.slice(items.length).map((story) => card(story, whole.words, media)));
      rest = 0;
    }
    // What is in view stays where it is: the others go below it.
    const waiting = [...list.children].filter((item) => item.inert || !item.style.gridArea);
    list.append(...waiting);
    isOpen = true;
    place();
    const [first = list] = waiting;
    first.tabIndex = -1;
    first.focus();
  };

  const details = set(root, wall, host, frame, sheet, () => served || place());
  if (served) {
    // A fragment may be older than the data here: what is not in it was withdrawn.
    for (const item of rest ? [] : [...list.children]) {
      if (!items.find(({ id }) => id === item.id)) item.remove();
    }
  } else {
    // Now, and not when the observer first calls: a frame between would be seen as a shift.
    place();
    // The head is as wide as the wall, and placing never changes its height.
    let width = head.offsetWidth;
    new ResizeObserver(() => width !== (width = head.offsetWidth) && place()).observe(head);
  }
  tell(host, "ready");
};
