// Toasts, spoken results, and what to say when a request fails. Words come translated in <template id="words">.
const words = document.getElementById("words").dataset;

export const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

/** Reads `text` out to screen readers. */
export function speak(text) {
  const region = document.getElementById("spoken");
  if (region) region.textContent = text;
}

/** Shows `text` as Basecoat's toast. It is text, never markup. */
export function toast(text, tone = "error") {
  const shown = document.createElement("div");
  shown.className = "toast";
  shown.role = tone === "error" ? "alert" : "status";
  Object.assign(shown.dataset, { category: tone, duration: "8000" });
  const content = Object.assign(document.createElement("div"), { className: "toast-content" });
  const section = document.createElement("section");
  section.append(Object.assign(document.createElement("p"), { textContent: text }));
  content.append(section);
  shown.append(content);
  document.getElementById("toaster")?.append(shown);
}

// An answer with an error status brings its own toast from the server; only silence is ours to explain.
document.addEventListener("htmx:error", (event) => {
  const kept = event.detail?.ctx && event.target.matches?.("[data-outbox]"); // outbox.js tells that
  if (event.detail?.error?.name !== "AbortError" && !kept) toast(say("offline"));
});
