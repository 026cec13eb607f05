// What the page knows of its only take.
(() => {
  const key = Object.keys(localStorage).find((name) => name.startsWith("sayso:"));
  const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
  const take = Object.values(kept.takes ?? {})[0] ?? {};
  return {
    step: document.querySelector("main").dataset.step,
    told: document.querySelector("[data-text=refused]")?.textContent ?? "",
    testimonial: kept.testimonial,
    secret: kept.secret,
    upload: String(take.url ?? "").split("/").pop(),
    type: take.type ?? "",
    ms: take.ms ?? 0,
  };
})()
