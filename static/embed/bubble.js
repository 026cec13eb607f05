/**
 * The bubble: the first story with a film as a round face in the corner, a sentence beside it. It lies over the
 * page and moves nothing. Hidden, it stays hidden as long as the page is open: nothing is kept.
 */

import { make, tell } from "./element.js";
import sheet from "./bubble.css" with { type: "css" };
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
  const story = items.find(({ still }) => still);
  if (!story) return;
  const { id, still, quote, lang, dir } = story;
  const image = Object.assign(make("img", "poster"), { alt: "", src: `${media + id}/${still.file}` });
  image.style.background = still.color;
  const play = make("button", "play", image);
  play.ariaLabel = `${words.watch.replace("{}", story.name)}, ${still.time}`;
  const hide = make("button", "hide", "×");
  hide.ariaLabel = words.hide;
  const said = make("div", "said", quote && make("p", "quote", quote), make("p", "name", `▶ ${story.name}, ${still.time}`), hide);
  if (lang) Object.assign(said, { lang, dir });
  const item = make("li", "", play, said);
  item.id = id;
  const frame = make("div", "wall", make("ul", "", item));
  hide.onclick = () => said.remove();
  set(root, wall, host, frame, sheet, () => frame.remove());
  tell(host, "ready");
};
