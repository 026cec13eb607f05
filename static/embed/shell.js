/**
 * The frozen shell: the part of every widget file that may never change its meaning.
 *
 * A page may hold several widget files of several versions, and only the first of them can
 * define `<sayso-widget>`. So the element knows nothing about layouts: it looks its `wid` up
 * on a shelf that all files share, and each file puts its own mount and data there.
 *
 * The contract between versions, for good:
 *   globalThis[Symbol.for("sayso")]           a Map from wid to (root, host) => void
 *   globalThis[Symbol.for("sayso")].waiting   a Set of functions to call when the Map has grown
 *
 * Promises: nothing here throws into the host page; an element whose wid is unknown, or whose
 * layout fails, keeps showing the link inside it. Nothing is drawn until it is within 800 px.
 */

/** @typedef {(root: ShadowRoot, host: HTMLElement) => void} Face */
/** @typedef {Map<string, Face> & { waiting: Set<() => void> }} Shelf */

/** @type {Shelf} */
const shelf = (globalThis[Symbol.for("sayso")] ??= Object.assign(new Map(), { waiting: new Set() }));

/**
 * Put a widget on the shelf and let the elements that wait for it draw it.
 *
 * @template Data
 * @param {string} wid
 * @param {(root: ShadowRoot, data: Data, host: HTMLElement) => void} mount
 * @param {Data} data
 */
export const register = (wid, mount, data) => {
  shelf.set(wid, (root, host) => mount(root, data, host));
  shelf.waiting.forEach((look) => look());
};

if (!customElements.get("sayso-widget")) {
  customElements.define(
    "sayso-widget",
    class extends HTMLElement {
      static observedAttributes = ["wid"];

      #isShown = false;

      #look = () => {
        const face = shelf.get(this.getAttribute("wid"));
        if (!face || this.#isShown) return;
        this.#isShown = true;
        // A server-rendered fragment brings its own root.
        const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
        try {
          face(root, this);
        } catch {
          // A root cannot be taken back; a slot shows the link again.
          root.replaceChildren(document.createElement("slot"));
        }
      };

      #sight = new IntersectionObserver(
        (seen) => {
          if (!seen.at(-1).isIntersecting) return;
          shelf.waiting.add(this.#look);
          this.#look();
        },
        { rootMargin: "800px" },
      );

      connectedCallback() {
        this.#sight.observe(this);
      }

      // Whoever takes the element away takes its pictures, its playing film and its dialog along.
      disconnectedCallback() {
        this.#sight.disconnect();
        shelf.waiting.delete(this.#look);
        this.#isShown = false;
        this.shadowRoot?.replaceChildren();
      }

      // What has not come near yet has drawn nothing, and a fragment that came with the page outlives this.
      attributeChangedCallback() {
        if (!shelf.waiting.has(this.#look)) return;
        this.disconnectedCallback();
        this.connectedCallback();
      }
    },
  );
}
