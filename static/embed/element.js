/**
 * Make an element. Strings become text nodes, never markup; what is falsy is left out.
 * Its class is its part too, so that a host page can style every piece with `::part()`.
 *
 * @param {string} tag
 * @param {string | false} [name]
 * @param {...(Node | string | number | false | undefined)} inside
 */
export const make = (tag, name, ...inside) => {
  const made = document.createElement(tag);
  made.className = made.part = name || "";
  made.append(...inside.filter(Boolean));
  return made;
};

/**
 * Tell the host page what happens. Returns false where a listener has said no.
 *
 * @param {HTMLElement} host
 * @param {string} name
 * @param {string} [id]  the story's
 */
export const tell = (host, name, id) =>
  host.dispatchEvent(
    new CustomEvent(`sayso:${name}`, { bubbles: true, cancelable: true, composed: true, detail: { id } }),
  );
