/**
 * For editors that take away elements they do not know: one classic script tag with `data-widget`, and where it
 * stands the widget is. Served as it is; the widget itself is the same as everywhere.
 */
(() => {
  const me = document.currentScript;
  const { widget, height } = me.dataset;
  const element = document.createElement("sayso-widget");
  element.setAttribute("wid", widget);
  element.style.display = "block";
  if (height) element.style.minHeight = `${parseInt(height, 10)}px`;
  me.after(element);
  const script = document.createElement("script");
  Object.assign(script, { type: "module", async: true, fetchPriority: "low", nonce: me.nonce });
  script.src = new URL(`${encodeURIComponent(widget)}.js`, me.src).href;
  document.head.append(script);
})();
