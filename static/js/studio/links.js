// @ts-check
// The link's form: the preview follows what is typed, and leaving with unsaved words is asked about. Without
// this script the form does all the same, and a button shows the preview.

const PAUSE_MS = 250;

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("link-form"));
const frame = /** @type {HTMLIFrameElement | null} */ (document.getElementById("link-preview"));
let timer = 0;
let turn = 0;
let isDirty = Boolean(form?.querySelector("[role=alert]"));

/** Draw what is typed, a moment after the last key. */
function drawSoon() {
  clearTimeout(timer);
  timer = setTimeout(draw, PAUSE_MS);
}

/**
 * Ask the server for the page as typed and put its body into the frame. Not a navigation: the frame keeps its place,
 * does not flash, and the way back stays the way back.
 */
async function draw() {
  if (!form || !frame) return;
  const mine = ++turn;
  const answer = await fetch(form.dataset.preview ?? "", { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer?.ok || mine !== turn) return;
  // The frame has its style already, and this page's policy would complain about another's nonce.
  const text = (await answer.text()).replace(/<style[\s\S]*?<\/style>/g, "");
  const drawn = new DOMParser().parseFromString(text, "text/html");
  const page = frame.contentDocument;
  if (!page?.body || mine !== turn) return;
  page.documentElement.lang = drawn.documentElement.lang;
  page.documentElement.dir = drawn.documentElement.dir;
  page.body.replaceChildren(...[...drawn.body.childNodes].map((node) => page.adoptNode(node)));
}

function typed() {
  isDirty = true;
  drawSoon();
}

if (form && frame) {
  // Also what stands outside the form and belongs to it: the preview's language.
  document.addEventListener("input", (event) => {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement)) return;
    if (target.form === form) target.name === "shown_in" ? drawSoon() : typed();
  });
  document.body.addEventListener("htmx:afterSettle", typed);
  form.addEventListener("submit", () => { isDirty = false; });
  addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
  frame.addEventListener("load", draw);
  if (frame.contentDocument?.readyState === "complete") draw();
}
