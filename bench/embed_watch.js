/* What a page goes through, noted from its first moment on, in every frame of it. */
globalThis.watched = { longTasks: [], shifts: [], interactions: [], largest: null, click: 0, frame: 0 };

/** @param {string} type @param {(entry: PerformanceEntry) => void} note @param {object} [options] */
const watch = (type, note, options = {}) =>
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...options });

watch("longtask", ({ duration }) => watched.longTasks.push(duration));
watch("layout-shift", ({ value, hadRecentInput }) => hadRecentInput || watched.shifts.push(value));
watch("largest-contentful-paint", ({ startTime, element }) => {
  watched.largest = { at: startTime, tag: element?.tagName, id: element?.id };
});
// Entries below 16 ms are not reported at all, but the first of a page always is.
const interaction = ({ duration }) => watched.interactions.push(duration);
watch("event", (entry) => entry.interactionId && interaction(entry), { durationThreshold: 16 });
watch("first-input", interaction);

// From the click to the first new picture, whichever shadow the film is in.
addEventListener("click", ({ timeStamp, isTrusted }) => isTrusted && (watched.click = timeStamp), true);
const { play } = HTMLMediaElement.prototype;
HTMLMediaElement.prototype.play = function () {
  this.requestVideoFrameCallback?.(() => (watched.frame ||= performance.now()));
  return play.call(this);
};
