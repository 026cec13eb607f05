/** One story, large: the first of those that the widget shows. */

import { make, tell } from "./element.js";
import { media, name, set } from "./scene.js";
import sheet from "./single.css" with { type: "css" };

/**
 * @param {ShadowRoot} root
 * @param {import("./wall.js").Wall} wall
 * @param {HTMLElement} host
 */
export const mount = (root, wall, host) => {
  root.replaceChildren();
  name(wall);
  const [{ id, still, name: who, role, quote, more, lang, dir, notes }] = wall.items;
  const said = make(
    "div",
    "said",
    make("blockquote", "quote", quote),
    more && make("button", "read", wall.words.read),
    make("b", "name", who),
    make("span", "role", role),
    ...(notes ?? []).map((note) => make("span", "note", note)),
  );
  if (lang) Object.assign(said, { lang, dir });
  const item = make("li", still && "film", said);
  if (still) {
    const { file, color, time } = still;
    const image = Object.assign(make("img", "poster"), { loading: "lazy", alt: "", src: `${media + id}/${file}` });
    image.style.background = color;
    const play = make("button", "play", image, time && make("span", "time", `▶ ${time}`));
    play.ariaLabel = (time ? `${wall.words.watch}, ${time}` : wall.words.look).replace("{}", who);
    item.prepend(play);
  }
  item.id = id;
  set(root, wall, host, make("div", "wall", make("ul", "list", item)), sheet);
  tell(host, "ready");
};
