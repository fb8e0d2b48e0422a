// Everything here only improves pages that work without it. Hooks are data attributes; see the head of each part.
import "./notices.js";
import "./dialogs.js";
import "./forms.js";
import "./lists.js";
import "./focus.js";
import "./keys.js";
import "./copy.js";
import "./bloggers.js";
import "./outreach.js";
import "./timing.js";
import "./accounts.js";

// The rail folds; the choice is kept in a cookie, so that the server draws the next page folded at once.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-rail-fold]")) return;
  const root = document.documentElement;
  root.dataset.rail = root.dataset.rail === "folded" ? "" : "folded";
  document.cookie = `tact_rail=${root.dataset.rail}; path=/; max-age=31536000; samesite=lax`;
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// Keys wait for the script that hears them.
if (document.querySelector("[data-board], [data-key]")) {
  const early = [];
  const keep = (event) => {
    if (!/^([^ ]|Arrow.+)$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    early.push(event);
  };
  document.addEventListener("keydown", keep, true);
  import("./board.js").finally(() => {
    document.removeEventListener("keydown", keep, true);
    for (const event of early) if (event.target.isConnected) event.target.dispatchEvent(new KeyboardEvent("keydown", event));
  });
}
document.addEventListener("htmx:after:swap", () => {
  if (document.querySelector("[data-board], [data-key]")) import("./board.js").then((board) => board.prepare());
});

// The focus goes on from the content of a page that follows itself.
document.addEventListener("focusin", () => sessionStorage.setItem("tact.from", location.pathname));
window.addEventListener("load", () => {
  const from = sessionStorage.getItem("tact.from");
  sessionStorage.removeItem("tact.from");
  if (from === location.pathname && !document.querySelector(":focus")) document.querySelector("main").focus({ preventScroll: true });
});

// A page listens once it has loaded: the stream never ends, and nothing waits for it.
const listen = () => document.querySelector("[data-live-stream]") && import("./live.js");
if (document.readyState === "complete") listen();
else window.addEventListener("load", listen);

const cells = () => document.querySelector("[data-cell]") && import("./cells.js");
document.addEventListener("htmx:after:swap", cells);
cells();
const work = () => document.querySelector("[data-work]") && import("./progress.js");
document.addEventListener("htmx:after:swap", work);
work();
const capture = () => document.querySelector("[data-bookmarklet], [data-write]") && import("./capture.js");
document.addEventListener("htmx:after:swap", capture);
capture();

// Texts not saved yet and what waits for a connection are kept on this device; steps are ticked at once.
function keeping() {
  if (document.querySelector("[data-draft]") || sessionStorage.getItem("tact.sent")) import("./drafts.js");
  if (document.querySelector("[data-tick]")) import("./tick.js");
  const waiting = Object.keys(localStorage).some((key) => key.startsWith("tact.outbox:"));
  if (waiting || document.querySelector("[data-outbox]")) import("./outbox.js");
}
document.addEventListener("htmx:after:swap", keeping);
keeping();
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-forget]")) return;
  for (const place of [localStorage, sessionStorage]) for (const key of Object.keys(place)) if (key.startsWith("tact.")) place.removeItem(key);
});

const words = document.getElementById("words").dataset;
if (words.member) localStorage.setItem("tact.reader", `${words.member} ${words.workspace}`);
if (words.worker && navigator.serviceWorker) window.addEventListener("load", () => navigator.serviceWorker.register(words.worker));
