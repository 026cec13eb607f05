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
const VERSION = 2;

/**
 * @typedef {{ file: string, type: string, width: number, height: number, bytes: number }} Source
 * @typedef {{ file: string, color: string, width: number, height: number }} Still
 * @typedef {{ duration_ms: number, sources: Source[] }} Film
 * @typedef {{ file: string, width: number, height: number }} Photo
 * @typedef {{
 *   id: string, when: string, name: string, role: string, notes: string[], lang?: string, dir?: string,
 *   told: { question: string, text: string, photo?: Photo }[], reply?: string, still?: Still, film?: Film,
 * }} Story  see `Item` in `embeds/contract.py`
 * @typedef {{
 *   v: number, lang: string, dir: string, brand: { name: string }, items: Story[], notes?: string,
 *   words: { close: string, previous: string, next: string, gone: string, stuck: string },
 * }} Wall
 * @typedef {{
 *   id: string, opener: HTMLElement, root: ShadowRoot, frame: HTMLElement, host: HTMLElement, media: string,
 *   details: (cache?: "reload") => Promise<Wall | undefined>,
 * }} Request  `details` brings the whole stories; undefined says that they did not come
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
 * @param {Story} story
 * @param {HTMLElement} stage
 * @param {HTMLVideoElement} video
 */
const ranked = ({ still: { width, height }, film: { duration_ms, sources } }, stage, video) => {
  const { saveData, downlink = Infinity } = navigator.connection ?? {};
  const known = sources.filter(({ type }) => video.canPlayType(type));
  const shown = Math.min(stage.clientWidth, ((stage.clientHeight || innerHeight) * width) / height);
  const sharp = known.findLast((source) => source.width >= shown * devicePixelRatio * 0.8) ?? known[0];
  const brought = saveData ? 0 : downlink * 125 * duration_ms; // Mbit/s, so bytes while it plays
  const light = known.find(({ bytes }) => bytes <= brought) ?? known.at(-1);
  const first = sharp?.bytes < light?.bytes ? sharp : light;
  return [first, ...known].filter((source, index, all) => source && all.indexOf(source) === index);
};

/** One dialog over one widget, from opening to closing. */
class Player {
  #stage = make("div", "stage");
  #name = make("h2", "speaker");
  #about = make("p", "role");
  #told = make("div", "told");
  #notes = make("div", "notes");
  #dialog = make("dialog", "player");
  #request;
  #wall;
  #index;
  #turns;
  #noted = new Set();

  /** @param {Request} request @param {Wall} wall */
  constructor(request, wall) {
    const { words, items } = wall;
    this.#request = request;
    this.#wall = wall;
    this.#index = items.findIndex(({ id }) => id === request.id);
    this.#turns = [
      button("previous", words.previous, () => this.#show(this.#index - 1)),
      button("next", words.next, () => this.#show(this.#index + 1)),
    ];
    const close = button("close", words.close, () => this.#dialog.close());
    close.autofocus = true;
    this.#name.ariaLive = "polite";
    const below = make("div", "below", this.#notes, ...this.#turns);
    const speaker = make("div", "who-speaks", this.#name, this.#about);
    this.#dialog.append(this.#stage, make("div", "panel", speaker, this.#told, below), close);
    this.#listen();
  }

  open() {
    const { root, frame, id } = this.#request;
    const isGone = this.#index < 0;
    for (const turn of this.#turns) turn.hidden = isGone || !this.#wall.items[1];
    root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, sheet])];
    frame.append(this.#dialog);
    this.#dialog.showModal();
    if (!isGone) return this.#show(this.#index);
    // Withdrawn since the page was loaded.
    root.getElementById(id)?.remove();
    this.#say(this.#wall.words.gone);
  }

  #listen() {
    const { opener, host } = this.#request;
    const dialog = this.#dialog;
    dialog.onkeydown = ({ key, target }) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (step && target.tagName !== "VIDEO") this.#show(this.#index + (this.#wall.dir === "rtl" ? -step : step));
    };
    // A click beside the dialog is a click on its backdrop, which belongs to it.
    dialog.onclick = ({ target }) => target === dialog && dialog.close();
    dialog.onclose = () => {
      dialog.remove();
      opener.focus();
      tell(host, "close", this.#request.id);
    };
  }

  /** @param {number} to  counted round and round */
  #show(to) {
    const { items, lang, dir, brand } = this.#wall;
    this.#index = (to + items.length) % items.length;
    const story = items[this.#index];
    const { still, film } = story;
    this.#request.id = story.id;
    this.#dialog.ariaLabel = this.#name.textContent = story.name;
    this.#about.textContent = [story.role, story.when].filter(Boolean).join(" · ");
    this.#told.replaceChildren(
      ...story.told.concat(story.reply ? { question: brand.name, text: story.reply } : []).flatMap(({ question, text, photo }) => [
        make("h3", "asked", question),
        make("p", "answer", text, photo && this.#photo(photo, story.name)),
      ]),
    );
    this.#told.scrollTop = 0;
    this.#notes.replaceChildren(...story.notes.map((note) => make("span", "note", note)));
    for (const part of [this.#name, this.#about, this.#told]) {
      Object.assign(part, { lang: story.lang ?? lang, dir: story.dir ?? dir });
    }
    this.#dialog.className = `player ${!still ? "text" : still.width > still.height ? "wide" : "tall"}`;
    this.#stage.replaceChildren();
    if (!still) return;
    const folder = `${this.#request.media + story.id}/`;
    const picture = folder + still.file;
    this.#stage.style.backgroundColor = still.color;
    this.#stage.style.backgroundImage = `url("${picture}")`;
    if (film) return this.#play(story, folder, picture);
    const photo = Object.assign(make("img", "film photo"), { alt: story.name, src: picture });
    photo.onerror = () => {
      const older = folder + still.older;
      if (photo.src !== older) return (photo.src = older);
      this.#stage.style.backgroundImage = "";
      this.#say(this.#wall.words.gone);
    };
    this.#stage.replaceChildren(photo);
  }

  /** @param {Photo} photo  one among the answers @param {string} alt */
  #photo({ file, ...shape }, alt) {
    const photo = Object.assign(make("img", "photo"), { alt, ...shape, src: this.#request.media + file });
    photo.onerror = () => photo.remove(); // taken back since
    return photo;
  }

  /** @param {Story} story @param {string} folder @param {string} poster */
  #play(story, folder, poster) {
    const { id } = story;
    const { host } = this.#request;
    const video = Object.assign(make("video", "film"), { controls: true, playsInline: true, poster });
    const sources = ranked(story, this.#stage, video);
    const next = () => {
      const source = sources.shift();
      if (!source) return this.#say(this.#wall.words.stuck);
      video.src = folder + source.file;
      // Where a browser wants another tap before there is sound, its own controls are there.
      video.play().catch(() => {});
    };
    video.onerror = next;
    video.onplay = () => this.#note("play", id);
    video.onended = () => this.#note("ended", id);
    video.ontimeupdate = () => video.currentTime * 2 > video.duration && this.#note("half", id);
    this.#stage.replaceChildren(video);
    next();
  }

  /**
   * Tell the page once, and count it: nothing is kept here, nothing waits, and who asks not to be counted is not.
   *
   * @param {string} kind @param {string} id
   */
  #note(kind, id) {
    const event = kind + " " + id;
    if (this.#noted.has(event)) return;
    this.#noted.add(event);
    if (kind !== "half") tell(this.#request.host, kind, id);
    const { notes } = this.#wall;
    if (!notes || navigator.globalPrivacyControl || navigator.doNotTrack == 1) return;
    fetch(notes, { method: "POST", body: event, keepalive: true, credentials: "omit", mode: "no-cors" }).catch(() => {});
  }

  /** @param {string} sentence */
  #say(sentence) {
    const line = make("p", "problem", sentence);
    line.role = "alert";
    this.#stage.replaceChildren(line);
    tell(this.#request.host, "error", this.#request.id);
  }
}

/**
 * Show one story of a widget, and from there the others. Rejects where the stories did not come.
 *
 * @param {Request} request
 */
export const open = async (request) => {
  let wall = await request.details();
  // The data may be a minute older than the card.
  if (!wall?.items.find(({ id }) => id === request.id)) wall = await request.details("reload");
  if (wall?.v !== VERSION) return Promise.reject();
  if (request.frame.isConnected && !request.frame.querySelector("dialog")) new Player(request, wall).open();
};

/**
 * A picture of a card did not come. It is asked for once more in an older format; if that fails too, or its story
 * is not in the fresh data, then it was withdrawn: its card goes. Where there is no data, nothing is known.
 *
 * @param {HTMLImageElement} picture
 * @param {string} media
 * @param {Request["details"]} details
 * @param {() => void} [changed]  called when a story has gone
 */
export const mend = async (picture, media, details, changed) => {
  const item = picture.closest(".play")?.closest("li"); // a portrait, or a photo in the player, has none
  const wall = item && (await details());
  if (!wall) return;
  const older = wall.items.find(({ id }) => id === item.id)?.still?.older;
  if (older && !picture.src.endsWith(older)) return (picture.src = `${media + item.id}/${older}`);
  item.remove();
  changed?.();
};
