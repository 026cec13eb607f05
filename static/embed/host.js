/**
 * For pages that want to say something to their widgets, and to hear more of them: one more script tag. It gives
 * every `<sayso-widget>` its methods, and these events besides the widget's own. Whoever does not want them
 * pays nothing for them.
 *
 *   sayso:view      half of the widget, or as much as fills the window, has been in view; once
 *   sayso:progress  a film has come past another quarter: `detail` is `{ id, quarter: 1 | 2 | 3, seconds }`
 *   sayso:cta       a link of the widget was followed: `detail` is `{ href }`
 *
 * It knows a widget only from the outside, by its parts, so it fits the files of every version.
 */
(() => {
  const OPENERS = ".play, .read";
  const folder = new URL("./", import.meta.url);
  const heard = new WeakSet();

  /** @param {EventTarget} host @param {string} name @param {object} detail */
  const tell = (host, name, detail) =>
    host.dispatchEvent(new CustomEvent(`sayso:${name}`, { bubbles: true, composed: true, detail }));

  /** Tell once that the widget was seen. @param {HTMLElement} host */
  const sight = (host) => {
    const seen = new IntersectionObserver(
      ([{ intersectionRect, boundingClientRect, rootBounds, isIntersecting }]) => {
        const whole = Math.min(boundingClientRect.height, rootBounds?.height ?? Infinity);
        if (!isIntersecting || intersectionRect.height * 2 < whole) return;
        seen.disconnect();
        tell(host, "view", {});
      },
      { threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
    );
    seen.observe(host);
  };

  /** Hear what goes on in a root, once. @param {HTMLElement} host */
  const listen = (host) => {
    const root = host.shadowRoot;
    if (!root || heard.has(root)) return;
    heard.add(root);
    let id;
    let quarter = 0;
    host.addEventListener("sayso:play", ({ detail }) => {
      if (detail.id !== id) quarter = 0;
      id = detail.id;
    });
    // What a film says does not leave its element, but passes by on its way down.
    root.addEventListener("timeupdate", ({ target: { currentTime, duration } }) => {
      const now = Math.floor((currentTime * 4) / duration);
      if (now <= quarter || now > 3) return;
      quarter = now;
      tell(host, "progress", { id, quarter, seconds: currentTime });
    }, true);
    root.addEventListener("click", ({ target }) => {
      const link = target.closest("a[href]");
      // In a fragment a story is a link to its film.
      if (link && !link.matches(OPENERS)) tell(host, "cta", { href: link.href });
    });
    sight(host);
  };

  /** The widget's frame once it is drawn, for which it comes into view. @param {HTMLElement} host */
  const drawn = async (host) => {
    const frame = () => host.shadowRoot?.querySelector(".wall");
    if (!heard.has(host.shadowRoot) || !frame()) {
      const ready = new Promise((done) => host.addEventListener("sayso:ready", done, { once: true }));
      host.scrollIntoView({ block: "nearest" });
      await ready;
    }
    return frame();
  };

  /** What opens a story that has no card yet: it waits behind "Show more". @param {string} id */
  const unseen = (id) => {
    const item = Object.assign(document.createElement("li"), { id, hidden: true });
    item.append(Object.assign(document.createElement("button"), { className: "play" }));
    return item;
  };

  /** @param {HTMLElement} host @param {number} step */
  const turn = (host, step) => {
    const [back, on] = host.shadowRoot?.querySelectorAll("dialog[open] :is(.previous, .next)") ?? [];
    const [before, after] = host.shadowRoot?.querySelectorAll(".turn") ?? [];
    (step < 0 ? (back ?? before) : (on ?? after))?.click();
  };

  const methods = {
    /** Open a story, or the first that there is more of. @param {string} [id] */
    async play(id) {
      const frame = await drawn(this);
      const place = id ? this.shadowRoot.getElementById(id) : frame;
      if (place) return place.querySelector(OPENERS)?.click();
      const item = unseen(id);
      frame.append(item);
      item.firstChild.click();
      item.remove();
    },
    /** Let the film stand still. */
    pause() {
      this.shadowRoot?.querySelector("video")?.pause();
    },
    /** Go to the next story: in the player, where it is open, or else in a carousel. */
    next() {
      turn(this, 1);
    },
    /** Go to the story before. */
    prev() {
      turn(this, -1);
    },
    /** Fetch what is published now, to be drawn when it is near. Rejects where it does not come: all stays as it was. */
    async refresh() {
      const wid = this.getAttribute("wid");
      await import(new URL(`${encodeURIComponent(wid)}.js?${Date.now()}`, folder).href);
      this.setAttribute("wid", wid);
    },
  };

  document.addEventListener("sayso:ready", ({ target }) => listen(target));
  customElements.whenDefined("sayso-widget").then((element) => {
    Object.assign(element.prototype, methods);
    document.querySelectorAll("sayso-widget").forEach(listen);
  });
})();
