/** Wires the collection page: one app, its steps, one listener for every button. */
import { AboutStep } from "./about.js";
import { ChooseStep } from "./choose.js";
import { ConsentStep } from "./consent.js";
import { Draft } from "./draft.js";
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

const root = /** @type {HTMLElement} */ (document.querySelector("main[data-step]"));
/** @type {import("./shapes.js").Config} */
const config = JSON.parse(document.getElementById("collect")?.textContent ?? "{}");
const draft = new Draft(config);
const spool = new Spool();
const uploads = new Uploads(config, draft, spool);
const journey = new Journey(root, config.questions.length);

/** @type {import("./shapes.js").App} */
const app = {
  config, draft, uploads, journey,
  words: new Words(config.words, config.language),
  way: "record",
  refused: "",
  refuse(code, number) {
    app.refused = code;
    journey.go("upload", number, { replaces: true });
  },
  onward(number) {
    if (number < config.questions.length) return journey.go(app.way, number + 1);
    if (draft.answered > 0) return journey.go("about");
    /** @type {any} */ (journey.current).page?.error("page", app.words.say("answer_first"));
  },
  reject(key, sentence) {
    const number = config.questions.findIndex((question) => question.key === key) + 1;
    journey.go("review", number);
    /** @type {any} */ (journey.current).page.error("page", sentence);
  },
  sent(body) {
    draft.keep({ sent: { name: body.name, agreed: agreedIn(body.consent) } });
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

const about = new AboutStep(app);
const consentStep = new ConsentStep(app, about);
journey.add("welcome", new WelcomeStep(app));
journey.add("record", new RecordStep(app));
journey.add("review", new ReviewStep(app));
journey.add("write", new WriteStep(app));
journey.add("upload", new ChooseStep(app));
journey.add("about", about);
journey.add("consent", consentStep);
journey.add("thanks", new ThanksStep(app));

/**
 * No step before what it needs, and nothing but thanks once it is sent.
 * @param {string} name @param {number} number @returns {[string, number]}
 */
journey.gate = (name, number) => {
  const { key } = config.questions[number - 1];
  if (draft.kept.sent) return ["thanks", 1];
  if (name === "thanks") return ["welcome", 1];
  if ((name === "about" || name === "consent") && draft.answered === 0) return ["welcome", 1];
  if (name === "consent" && !about.isComplete) return ["about", 1];
  if (name === "review" && !uploads.of(key) && !draft.answers[key]) return ["record", number];
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
  const found = await recover(draft, spool, uploads);
  if (found.length > 0) history.replaceState(null, "", "#welcome");
  journey.begin();
  if (draft.kept.remark) {
    consentStep.page.error("page", app.words.say(draft.kept.remark));
    draft.keep({ remark: "" });
  }
  document.documentElement.dataset.ready = "true";
}
