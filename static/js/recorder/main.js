/** Wires the collection page: one app, its steps, one listener for every button. */
import { AboutStep } from "./about.js";
import { ChooseStep } from "./choose.js";
import { ConsentStep } from "./consent.js";
import { Draft } from "./draft.js";
import { HandOff, takeOver } from "./handoff.js";
import { PhotoStep } from "./photo.js";
import { PollStep } from "./poll.js";
import { RatingStep } from "./rating.js";
import { RecordStep } from "./record.js";
import { recover } from "./recover.js";
import { ReviewStep } from "./review.js";
import { Spool } from "./spool.js";
import { Journey } from "./steps.js";
import { ThanksStep } from "./thanks.js";
import { Uploads } from "./uploads.js";
import { WelcomeStep } from "./welcome.js";
import { Words } from "./words.js";
import { WriteStep } from "./write.js";

/** The steps that come after the answers. */
const AFTER = ["about", "rating", "consent"];

const root = /** @type {HTMLElement} */ (document.querySelector("main[data-step]"));
/** @type {import("./shapes.js").Config} */
const config = JSON.parse(document.getElementById("collect")?.textContent ?? "{}");
const draft = new Draft(config);
const spool = new Spool();
const uploads = new Uploads(config, draft, spool);
const journey = new Journey(root, config.questions.length);

/** @type {any} it is whole once every step is there */
const app = {
  config, draft, uploads, journey,
  words: new Words(config.words, config.language),
  way: /** @type {import("./shapes.js").Way} */ ("record"),
  refused: "",
  refusedWay: "record",
  refuse(code, number, way = "record") {
    Object.assign(app, { refused: code, refusedWay: way });
    journey.go("upload", number, { replaces: true });
  },
  onward(number) {
    if (number < config.questions.length) return app.ask(number + 1);
    if (draft.answered > 0) return journey.go("about");
    /** @type {any} */ (journey.current).page?.error("page", app.words.say("answer_first"));
  },
  ask(number, how = {}) {
    journey.go(config.questions[number - 1].kind === "poll" ? "poll" : app.way, number, how);
  },
  otherWays(step) {
    const by = (/** @type {import("./shapes.js").Way} */ way) => () => journey.go(way, step.number, { replaces: true });
    return { "start-camera": by("record"), voice: by("voice"), write: by("write"), upload: by("upload"), photo: by("photo") };
  },
  reject(key, sentence) {
    const number = config.questions.findIndex((question) => question.key === key) + 1;
    journey.go("review", number);
    /** @type {any} */ (journey.current).page.error("page", sentence);
  },
  sent(body, seen) {
    const { name, email = "", consent } = body;
    draft.keep({ sent: { name, email, agreed: agreedIn(consent), page: seen.page ?? "" } });
    journey.go("thanks", 1, { replaces: true });
  },
};

/** @param {Record<string, boolean>} consent @returns {string} the purposes, as the page calls them */
function agreedIn(consent) {
  const rows = [...consentStep.section.querySelectorAll(".switch-row")];
  const on = rows.filter((row) => consent[row.querySelector("input")?.name ?? ""]);
  const named = on.map((row) => row.querySelector("b")?.textContent ?? "");
  return named.length ? new Intl.ListFormat(config.language).format(named) : app.words.say("nothing_on", { brand: config.brand });
}

app.handOff = new HandOff(app);
const about = new AboutStep(app);
const rating = new RatingStep(app);
const consentStep = new ConsentStep(app, about, rating);
const recorder = new RecordStep(app);
journey.add("welcome", new WelcomeStep(app));
journey.add("record", recorder);
journey.add("voice", recorder);
journey.add("review", new ReviewStep(app));
journey.add("write", new WriteStep(app));
journey.add("upload", new ChooseStep(app));
journey.add("photo", new PhotoStep(app));
journey.add("poll", new PollStep(app));
journey.add("about", about);
journey.add("rating", rating);
journey.add("consent", consentStep);
journey.add("thanks", new ThanksStep(app));

/**
 * No step before what it needs, and nothing but thanks once it is sent.
 * @param {string} name @param {number} number @returns {[string, number]}
 */
journey.gate = (name, number) => {
  const { key, kind } = config.questions[number - 1];
  if (draft.kept.sent) return ["thanks", 1];
  if (name === "thanks") return ["welcome", 1];
  if (AFTER.includes(name) && draft.answered === 0) return ["welcome", 1];
  if ((name === "rating" || name === "consent") && !about.isComplete) return ["about", 1];
  if (name === "consent" && !rating.isComplete) return ["rating", 1];
  if (journey.steps.get(name)?.asksQuestion && (kind === "poll") !== (name === "poll")) return [kind === "poll" ? "poll" : app.way, number];
  if (name === "review" && !uploads.of(key) && !draft.answers[key]) return [app.way, number];
  return [name, number];
};

document.addEventListener("click", async (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-do]");
  if (!(button instanceof HTMLElement) || button.getAttribute("aria-busy") === "true") return;
  await ready; // an early tap is not lost
  const action = button.dataset.do ?? "";
  if (action === "skip") return app.onward(journey.number);
  journey.current?.actions[action]?.(button);
});
uploads.addEventListener("change", () => (root.dataset.safe = uploads.state));

addEventListener("beforeunload", (event) => {
  const isOnlyHere = (uploads.state === "sending" || uploads.state === "offline") && !spool.works;
  if (isOnlyHere) event.preventDefault(); // nothing would be left of what is not sent yet
});

const ready = begin();

async function begin() {
  // A link opened afresh after a story was sent is a new story; a reload of the thanks is not.
  if (draft.kept.sent && location.hash !== "#thanks") draft.forget();
  await takeOver(draft);
  const found = await recover(draft, spool, uploads);
  if (found.length > 0) history.replaceState(null, "", "#welcome");
  journey.begin();
  if (draft.kept.remark) {
    consentStep.page.error("page", app.words.say(draft.kept.remark));
    draft.keep({ remark: "" });
  }
  document.documentElement.dataset.ready = "true";
}
