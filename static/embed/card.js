/** One story as a card: the picture first, then the words, then who speaks, then what to know. */

import { make } from "./element.js";

/**
 * The part of a story that a card needs; see `Item` in `embeds/contract.py` for the whole.
 * What is empty is left out. Public files are in the folder `media + id`; `face` brings its own.
 *
 * @typedef {{ time?: string, color: string, width: number, height: number, file: string }} Still
 *   a film's poster, or a photo, which has no time
 * @typedef {{
 *   id: string, name: string, role?: string, quote?: string, more?: boolean, face?: string,
 *   lang?: string, dir?: string, rating?: number, notes?: string[], reply?: string, still?: Still,
 * }} Story
 * @typedef {{ watch: string, look?: string, read: string, stars: string }} Words
 */

/** The page's own pictures come first: ours wait until it has loaded, but no longer than a reader would. */
const loaded = new Promise((done) => {
  addEventListener("load", done);
  setTimeout(done, document.readyState === "complete" ? 0 : 3000);
});

/** A quote up to this many characters stands large where there is no picture. */
const SHORT = 90;

/** @param {Still} still @param {string} folder @param {Words} words @param {string} name */
const opened = ({ time, color, width, height, file }, folder, words, name) => {
  const image = Object.assign(make("img", "poster"), { loading: "lazy", alt: "", width, height });
  image.style.background = color;
  loaded.then(() => (image.src = folder + file));
  const button = make("button", "play", image, time && make("span", "time", time));
  button.ariaLabel = (time ? `${words.watch}, ${time}` : words.look).replace("{}", name);
  return button;
};

/** @param {number} rating @param {string} label */
const stars = (rating, label) => {
  const row = make("span", "stars", ...[...Array(5 - rating)].map(() => make("i")));
  row.role = "img";
  row.ariaLabel = label;
  return row;
};

/**
 * @param {Story} story
 * @param {Words} words  in the widget's language; `{}` stands for a name or a number
 * @param {string} media  address of the folder of public media
 */
export const card = (story, words, media) => {
  const { id, name, quote, lang, dir, rating, more, notes, still, reply, face } = story;
  const portrait = face
    ? Object.assign(make("img", "face"), { loading: "lazy", alt: "", src: media + face })
    : make("span", "face", [...name][0]);
  const said = make(
    "div",
    "said",
    quote && make("blockquote", still || quote.length > SHORT ? "quote" : "quote short", quote),
    more && make("button", "read", words.read),
    make("div", "who", !still?.time && portrait, make("div", "", make("b", "name", name), make("span", "role", story.role))),
  );
  if (lang) Object.assign(said, { lang, dir });
  const item = make(
    "li",
    "card",
    still && opened(still, `${media + id}/`, words, name),
    said,
    reply && make("p", "reply", reply),
    make(
      "div",
      "foot",
      rating && stars(rating, words.stars.replace("{}", rating)),
      ...(notes ?? []).map((note) => make("span", "note", note)),
    ),
  );
  item.id = id;
  return item;
};
