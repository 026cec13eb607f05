// @ts-check
// The page for developers: what is set here is set on the widget beside it, and what it says is written down.

const live = document.getElementById("live");
const form = /** @type {HTMLFormElement | null} */ (document.getElementById("properties"));
const css = document.getElementById("css");
const partCss = document.getElementById("part-css");
const log = document.getElementById("log");
const cancelling = /** @type {HTMLInputElement | null} */ (document.getElementById("cancelling"));
const outline = new CSSStyleSheet();
const MOST_LINES = 50;

// Who tries things out is not an audience: the player asks this before it counts.
Object.defineProperty(navigator, "globalPrivacyControl", { value: true, configurable: true });
document.adoptedStyleSheets.push(outline);

/** Colours have always a value; only what somebody has touched is set. */
const touched = new Set();

/** @param {string} name */
const property = (name) => (name === "color-scheme" ? name : `--sayso-${name}`);

function dress() {
  if (!live || !form || !css) return;
  const said = new FormData(form);
  const rules = [];
  for (const name of new Set(said.keys())) {
    const value = touched.has(name) ? String(said.get(name)).trim() : "";
    live.style.setProperty(property(name), value);
    if (value) rules.push(`  ${property(name)}: ${value};`);
  }
  css.textContent = rules.length ? `sayso-widget {\n${rules.join("\n")}\n}` : "sayso-widget { }";
}

/** Where each colour is seen on the widget, and as what. @type {Record<string, [string, "color" | "backgroundColor" | "borderTopColor"]>} */
const SEEN = {
  surface: [".card", "backgroundColor"], ink: [".card", "color"], muted: [".role", "color"],
  line: [".card", "borderTopColor"], star: [".stars", "color"],
};

/** Begin every colour where it is: a picker that opens on grey says nothing. */
function begin() {
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  for (const [name, [where, what]] of Object.entries(SEEN)) {
    const place = live?.shadowRoot?.querySelector(where);
    const field = /** @type {HTMLInputElement | null} */ (form?.elements.namedItem(name) ?? null);
    if (!place || !field || !pixel) continue;
    pixel.fillStyle = getComputedStyle(place)[what];
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
    field.defaultValue = `#${[red, green, blue].map((one) => one.toString(16).padStart(2, "0")).join("")}`;
  }
}

live?.addEventListener("sayso:ready", begin);

form?.addEventListener("input", ({ target }) => {
  touched.add(/** @type {HTMLInputElement} */ (target).name);
  dress();
});
form?.addEventListener("submit", (event) => event.preventDefault());
form?.addEventListener("reset", () => {
  touched.clear();
  setTimeout(dress); // its fields are empty once the event is over
});

/** Write down what was heard. @param {...(string | false | undefined)} words */
function note(...words) {
  const line = document.createElement("li");
  line.textContent = words.filter(Boolean).join(" ");
  log?.append(line);
  while (log && log.children.length > MOST_LINES) log.firstChild?.remove();
  log?.scrollTo(0, log.scrollHeight);
}

for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-event]"))) {
  live?.addEventListener(row.dataset.event ?? "", (event) => {
    const isCancelled = event.type === "sayso:beforeplay" && cancelling?.checked;
    if (isCancelled) event.preventDefault();
    const { id, quarter, href } = /** @type {CustomEvent} */ (event).detail;
    note(event.type, id, quarter && `${quarter}/4`, href, isCancelled && "(cancelled)");
  });
}

document.addEventListener("click", async ({ target }) => {
  const call = /** @type {HTMLElement} */ (target).closest?.("[data-call]")?.getAttribute("data-call");
  const method = call && /** @type {any} */ (live)?.[call];
  if (!method) return;
  live?.scrollIntoView({ block: "nearest" }); // what is far away is not drawn
  try {
    const answer = await method.call(live);
    note(`${call}()`, answer !== undefined && String(answer));
  } catch (/** @type {any} */ error) {
    note(`${call}()`, error.message);
  }
});

document.addEventListener("click", ({ target }) => {
  const chip = /** @type {HTMLElement} */ (target).closest?.("[data-part]");
  if (!chip) return;
  const isOn = chip.getAttribute("aria-pressed") !== "true";
  for (const other of document.querySelectorAll("[data-part]")) other.setAttribute("aria-pressed", String(isOn && other === chip));
  const name = /** @type {HTMLElement} */ (chip).dataset.part;
  outline.replaceSync(isOn ? `sayso-widget::part(${name}) { outline: 3px dashed #d0336f; outline-offset: -1px }` : "");
  if (partCss) partCss.textContent = `sayso-widget::part(${name}) { … }`;
  if (isOn) live?.scrollIntoView({ block: "nearest" });
});
