// @ts-check
// Words that are typed and not sent outlive the stage they stand on. It is replaced when a film is ready, and when
// somebody opens the story that is there already.

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */
/** @typedef {{ value: string, isOpen: boolean }} Kept */

let story = "";
/** What was typed, by the fields' ids. @type {Map<string, Kept>} */
let kept = new Map();
/** Where the cursor was. @type {{ id: string, start: number | null, end: number | null } | undefined} */
let cursor;

const stage = () => document.getElementById("story");
const isField = (/** @type {unknown} */ element) =>
  element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === "text");

/** @returns {Field[]} */
const fields = () => /** @type {Field[]} */ ([...(stage()?.querySelectorAll("[id]") ?? [])].filter(isField));

function keep() {
  story = stage()?.dataset.story ?? "";
  const typed = fields().filter((field) => field.value !== field.defaultValue);
  kept = new Map(typed.map((field) => [field.id, { value: field.value, isOpen: Boolean(field.closest("details")?.open) }]));
  const active = /** @type {Field} */ (document.activeElement);
  cursor = isField(active) && stage()?.contains(active)
    ? { id: active.id, start: active.selectionStart, end: active.selectionEnd }
    : undefined;
}

function giveBack() {
  if (stage()?.dataset.story === story) {
    for (const field of fields()) {
      const { value, isOpen } = kept.get(field.id) ?? {};
      // Somebody else's change, or a refusal that says what was typed, is not written over.
      if (value === undefined || field.value !== field.defaultValue) continue;
      field.value = value;
      field.closest("details")?.toggleAttribute("open", isOpen);
    }
    const field = fields().find(({ id }) => id === cursor?.id);
    field?.focus({ preventScroll: true });
    field?.setSelectionRange(cursor?.start ?? null, cursor?.end ?? null);
  }
  kept = new Map();
  cursor = undefined;
}

/** Follow what htmx does with the stage; what a form of its own answers is that form's word. */
export function keepUnsent() {
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = /** @type {CustomEvent} */ (event).detail;
    if (target?.id === "story" && requestConfig?.verb === "get") keep();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const { target, requestConfig } = /** @type {CustomEvent} */ (event).detail;
    if (target?.id === "story" && requestConfig?.verb === "get") giveBack();
  });
}
