/**
 * The wall: uneven cards in one to three columns, inside the height the page has reserved.
 *
 * What does not fit waits behind "Show more", and is not even made before. So a wall never pushes its page about, however
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
 * @param {ShadowRoot} root
 * @param {Wall} wall
 * @param {HTMLElement} host
 */
export const mount = (root, wall, host) => {
  const { items, words } = wall;
  const served = root.querySelector("ul");
  name(wall);
  const list = served ?? make("ul", "list");
  const more = make("button", "more");
  const head = make("div", "head", wall.title && make("h2", "title", wall.title), make("p", "counts", wall.counts));
  const end = make("div", "end", make("span", "whole", words.whole), more);
  list.role = "list"; // Safari forgets that a list without bullets is one
  const frame = served?.parentNode ?? make("div", "wall", head, list, end);

  const unmade = items.slice();
  let { rest } = wall;
  let isTold;
  let isOpen;
  let latest;

  const add = () => {
    const made = unmade.splice(0, 2).map((story) => card(story, words, media));
    list.append(...made);
    return made;
  };

  const place = () => {
    const reserved = isOpen ? 0 : parseFloat(getComputedStyle(host).minHeight);
    frame.style.height = reserved ? `${reserved}px` : "";
    const { columnGap, gridTemplateColumns } = getComputedStyle(list);
    const room = reserved ? list.offsetHeight + 1 : Infinity; // rows are counted from 1
    const ends = (latest = gridTemplateColumns.split(" ").map(() => 1));

    const isFull = () => room - Math.min(...ends) < GLIMPSE;
    let waiting = rest;

    // Put cards into the shortest columns, and then two more, as long as there is room for them: in a task of their
    // own, so that a slow phone can draw and answer a finger in between.
    const seat = (cards) => {
      // All heights are asked for before anything is placed: one layout, not one for each card.
      const heights = cards.map((item) => item.offsetHeight);
      cards.forEach((item, index) => {
        const top = Math.min(...ends);
        const column = ends.indexOf(top);
        const bottom = top + heights[index];
        item.inert = bottom > room;
        waiting += item.inert;
        // Beside others a gap at the end is only uneven. Alone in its column, the next card fades
        // out there, if there is room for a glimpse.
        if ((item.hidden = item.inert && (ends[1] || isFull()))) return;
        item.style.gridArea = `${top}/${column + 1}/${Math.min(bottom, room)}`;
        ends[column] = bottom + parseFloat(columnGap);
      });
      if (unmade[0] && !isFull()) return setTimeout(() => latest === ends && seat(add()));
      waiting += unmade.length;
      more.hidden = waiting < 1;
      // Not by `toLocaleString`: the first use of it costs a page 20 ms and more.
      more.textContent = words.more.replace("{}", `${waiting}`.replace(/\d/g, (digit) => words.digits?.[digit] ?? digit));
      isTold ||= tell(host, "ready");
    };
    for (const item of list.children) item.style.gridArea = item.inert = item.hidden = "";
    seat([...list.children]);
  };

  more.onclick = () =>
    setTimeout(async () => {
      const whole = rest && (await details());
      if (whole) {
        rest = 0;
        Object.assign(words, whole.words);
        unmade.push(...whole.items.filter((item) => !items.find(({ id }) => id === item.id)));
      }
      // What is in view stays where it is: the others go below it.
      const below = [...list.children].filter((item) => item.inert);
      list.append(...below);
      const [first = list] = [...below, ...add()];
      isOpen = true;
      place();
      first.tabIndex = -1;
      first.focus();
    });

  const details = set(root, wall, host, frame, sheet, () => served || place());
  if (served) {
    // A fragment may be older than the data here: what is not in it was withdrawn.
    for (const item of rest ? [] : [...list.children]) {
      if (!items.find(({ id }) => id === item.id)) item.remove();
    }
    tell(host, "ready");
  } else {
    more.hidden = true;
    // Now, and not when the observer first calls: a frame between would be seen as a shift.
    place();
    // The head is as wide as the wall, and placing never changes its height.
    let width = head.clientWidth;
    new ResizeObserver(() => width !== (width = head.clientWidth) && place()).observe(head);
  }
};
