/**
 * The player: a dialog with the film and, beside it, the words. Loaded at the first click.
 *
 * Native parts do the work: `<dialog>` keeps the focus inside, closes on Escape and lies
 * above everything; `<video controls>` plays. Arrow keys go to the story before or after,
 * unless the film has them. No engine: clips are short progressive files.
 */

import { make, tell } from "./element.js";
import sheet from "./player.css" with { type: "css" };

/** The version of the data that this player reads. */
const VERSION = 1;

/**
 * @typedef {{ file: string, type: string, width: number, height: number, bytes: number }} Source
 * @typedef {{
 *   file: string, color: string, width: number, height: number, duration_ms: number, sources: Source[],
 * }} Film
 * @typedef {{
 *   id: string, when: string, name: string, role: string, notes: string[], lang?: string, dir?: string,
 *   told: { question: string, text: string }[], film?: Film,
 * }} Story  see `Item` in `embeds/payload.py`
 * @typedef {{
 *   v: number, lang: string, dir: string, items: Story[],
 *   words: { close: string, previous: string, next: string, gone: string, stuck: string },
 * }} Wall
 */

/** @param {string} part @param {string} label @param {() => void} action */
const button = (part, label, action) => {
  const made = make("button", `round ${part}`);
  made.ariaLabel = label;
  made.onclick = action;
  return made;
};

/**
 * Put first what fills its place in the screen's own pixels, unless the line would not bring
 * it as fast as it plays: then the largest that it does. The others follow, should it fail.
 *
 * @param {Film} film
 * @param {HTMLElement} stage
 * @param {HTMLVideoElement} video
 */
const ranked = ({ width, height, duration_ms, sources }, stage, video) => {
  const { saveData, downlink = Infinity } = navigator.connection ?? {};
  const known = sources.filter(({ type }) => video.canPlayType(type));
  const shown = Math.min(stage.clientWidth, ((stage.clientHeight || innerHeight) * width) / height);
  const sharp = known.findLast((source) => source.width >= shown * devicePixelRatio * 0.8) ?? known[0];
  const brought = saveData ? 0 : downlink * 125 * duration_ms; // Mbit/s, so bytes while it plays
  const light = known.find(({ bytes }) => bytes <= brought) ?? known.at(-1);
  const first = sharp?.bytes < light?.bytes ? sharp : light;
  return [first, ...known].filter((source, index, all) => source && all.indexOf(source) === index);
};

/**
 * Show one story of a widget, and from there the others.
 *
 * @param {{
 *   id: string, opener: HTMLElement, root: ShadowRoot, frame: HTMLElement, host: HTMLElement, media: string,
 *   details: () => Promise<Wall | undefined>,
 * }} request  `details` brings the whole stories; undefined says that they did not come
 */
export const open = async ({ id, opener, root, frame, host, media, details }) => {
  const wall = await details();
  if (wall?.v !== VERSION) throw new Error("The stories did not come.");
  if (frame.querySelector("dialog")) return;
  const { items, words, lang } = wall;
  let index = items.findIndex((story) => story.id === id);

  const stage = make("div", "stage");
  const name = make("h2", "speaker");
  const about = make("p", "role");
  const told = make("div", "told");
  const notes = make("div", "notes");
  const dialog = make("dialog", "player");
  const close = button("close", words.close, () => dialog.close());
  const turns = [
    button("previous", words.previous, () => show(index - 1)),
    button("next", words.next, () => show(index + 1)),
  ];
  dialog.append(
    stage,
    make("div", "panel", make("div", "who-speaks", name, about), told, make("div", "below", notes, ...turns)),
    close,
  );

  const say = (sentence) => {
    const line = make("p", "problem", sentence);
    line.role = "alert";
    stage.replaceChildren(line);
    tell(host, "error", id);
  };

  const film = (story) => {
    const { file, color } = story.film;
    const folder = `${media + story.id}/`;
    const video = Object.assign(make("video", "film"), { controls: true, playsInline: true, poster: folder + file });
    const sources = ranked(story.film, stage, video);
    const play = () => {
      const source = sources.shift();
      if (!source) return say(words.stuck);
      video.src = folder + source.file;
      // Where a browser wants another tap before there is sound, its own controls are there.
      video.play().catch(() => {});
    };
    video.onerror = play;
    video.onplay = () => tell(host, "play", story.id);
    video.onended = () => tell(host, "ended", story.id);
    stage.style.backgroundColor = color;
    stage.style.backgroundImage = `url("${folder + file}")`;
    stage.replaceChildren(video);
    play();
  };

  const show = (to) => {
    index = (to + items.length) % items.length;
    const story = items[index];
    dialog.ariaLabel = name.textContent = story.name;
    about.textContent = [story.role, story.when].filter(Boolean).join(" · ");
    told.replaceChildren(
      ...story.told.flatMap(({ question, text }) => [make("h3", "asked", question), make("p", "answer", text)]),
    );
    notes.replaceChildren(...story.notes.map((note) => make("span", "note", note)));
    for (const part of [name, about, told]) Object.assign(part, { lang: story.lang ?? lang, dir: story.dir ?? wall.dir });
    told.scrollTop = 0;
    dialog.className = `player ${story.film ? (story.film.width > story.film.height ? "wide" : "") : "text"}`;
    stage.replaceChildren();
    if (story.film) film(story);
  };

  dialog.onkeydown = ({ key, target }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step && target.tagName !== "VIDEO") show(index + (wall.dir === "rtl" ? -step : step));
  };
  // A click beside the dialog is a click on its backdrop, which belongs to it.
  dialog.onclick = ({ target }) => target === dialog && dialog.close();
  dialog.onclose = () => {
    dialog.remove();
    opener.focus();
    tell(host, "close", id);
  };

  name.ariaLive = "polite";
  close.autofocus = true;
  for (const turn of turns) turn.hidden = items.length < 2;
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, sheet])];
  frame.append(dialog);
  dialog.showModal();
  if (index < 0) {
    // Withdrawn since the page was loaded.
    root.getElementById(id)?.remove();
    for (const turn of turns) turn.hidden = true;
    return say(words.gone);
  }
  show(index);
};
