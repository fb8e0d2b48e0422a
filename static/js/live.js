// What colleagues change appears on open pages. One stream a document ([data-live-stream] in the shell) names what
// changed; [data-live="names"] (ids; kinds such as partnership; writing:ID) with an id of its own is fetched again with
// its page (or [data-live-from]) when a name fits. In a [data-live-list] each item is taken by its own id: new ones come
// in, moved ones go over, those loaded by hand stay. What somebody types in, or has the focus in, is never replaced: a
// line says who changed it, and shows it on demand, or by itself once they are done.
import { say } from "./notices.js";
import { writes } from "./writes.js";

const shell = document.querySelector("[data-live-stream]");
const RETRIES = [2, 5, 15, 60, 300];
let source, last = "", tries = 0, timer, news = [], late = new Map();

function open() {
  if (source || document.hidden) return;
  const from = last ? { after: last } : { since: shell.dataset.since };
  source = new EventSource(`${shell.dataset.liveStream}?${new URLSearchParams(from)}`);
  source.addEventListener("changed", (event) => {
    tries = 0;
    last = event.lastEventId;
    take(JSON.parse(event.data));
  });
  source.addEventListener("over", () => close());
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
    close();
    setTimeout(open, 1000 * RETRIES[Math.min(tries++, RETRIES.length - 1)]);
  });
}
function close() {
  source?.close();
  source = undefined;
}
// A page that nobody sees gives its connection back; seen again, it asks for what it missed.
let resting;
document.addEventListener("visibilitychange", () => {
  clearTimeout(resting);
  if (document.hidden) resting = setTimeout(close, 20_000);
  else open();
});
window.addEventListener("focus", open);
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", open);

// --- what is meant

const fits = (names, element) => {
  const wanted = element.dataset.live.split(" ");
  return names.subject === "everything" || words(names).some((word) => wanted.includes(word));
};
function words(names) {
  if (names.subject === "writing") return [`writing:${names.blogger}`];
  const on = ["blogger", "partnership", "campaign"].filter((kind) => names[kind]);
  return [names.subject, names.id, ...on, ...on.map((kind) => names[kind])];
}

/** Changes come in bursts, and to many pages at once. */
function take(told) {
  news.push(...told);
  if (!news.length) return;
  clearTimeout(timer);
  timer = setTimeout(refresh, 120 + 200 * Math.random());
}

/** A card in somebody's hand stays there. */
const inHand = () => document.querySelector(".sortable-chosen");

async function refresh() {
  if (inHand()) return void (timer = setTimeout(refresh, 1000));
  const told = news;
  news = [];
  const wanted = [...document.querySelectorAll("[data-live]")].filter((one) => !one.closest("dialog") && told.some((names) => fits(names, one)));
  for (const address of new Set(wanted.map(addressOf))) {
    const begun = writes.told;
    const page = await fetched(address);
    if (page === undefined) again(told, 3000);
    // Made before what was sent from here meanwhile, it would show how things were before.
    const early = page && (writes.open || writes.told !== begun || inHand());
    if (early) again(told, 300);
    for (const element of page && !early ? wanted.filter((one) => addressOf(one) === address) : []) {
      const fresh = element.isConnected && page.getElementById(element.id);
      const by = told.find((names) => names.by && fits(names, element))?.by ?? "";
      if (fresh) (element.hasAttribute("data-live-list") ? merge : put)(element, document.importNode(fresh, true), by);
    }
  }
}
const addressOf = (element) => element.closest("[data-live-from]")?.dataset.liveFrom ?? location.pathname + location.search;

async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Request-Type": "partial", "X-Live": "1", Accept: "text/html" } });
    if (answer.status >= 500) return undefined;
    return answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return undefined;
  }
}
/** What was told is not forgotten while it could not be shown: the server is away, or this page is writing itself. */
function again(told, after) {
  news.push(...told.filter((names) => !news.includes(names)));
  clearTimeout(timer);
  timer = setTimeout(refresh, after);
}

// --- putting it in

// Marks that scripts leave on what the server sent; without them nothing looks changed that is not.
const MARKS = /name="nonce" value="[^"]*"| (?:data-(?:ready|htmx-powered|sent|open)|aria-busy|style)="[^"]*"/g;
const source_of = (element) => {
  const copy = element.cloneNode(true);
  for (const note of copy.querySelectorAll(".live-note")) note.remove();
  for (const fold of copy.querySelectorAll("details")) fold.open = false;
  return copy.outerHTML.replace(MARKS, "");
};
const same = (one, other) => source_of(one) === source_of(other);
const changed = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
};
const typed = (element) => element.matches(".block-editing") || [...element.querySelectorAll("input:not([type=hidden]), textarea, select")].some(changed);
const busy = (element) => element.contains(document.activeElement) || element.querySelector("details[data-menu][open]") || typed(element);

/** `fresh` in place of `element`, unless somebody is at it. */
function put(element, fresh, by) {
  if (same(element, fresh)) return settled(element);
  if (busy(element)) return later(element, fresh, by);
  swap(element, fresh);
}
function swap(element, fresh) {
  const folds = element.querySelectorAll("details.fold");
  fresh.querySelectorAll("details.fold").forEach((fold, n) => { fold.open = folds[n]?.open ?? false; });
  settled(element);
  element.replaceWith(fresh);
  htmx.process(fresh);
}
function settled(element) {
  late.delete(element);
  element.querySelector(":scope > .live-note")?.remove();
}

/** A list takes each of its items; what is below the last one that both have was loaded by hand, and stays. */
function merge(list, fresh, by) {
  const arrived = [...fresh.children];
  const ids = new Set(arrived.map((item) => item.id));
  const held = [...list.children];
  const shared = held.findLastIndex((item) => ids.has(item.id));
  for (const item of held.slice(0, fresh.hasAttribute("data-live-all") ? held.length : shared + 1))
    if (!ids.has(item.id) && !busy(item)) item.remove();
  let below = null;
  for (const item of arrived) {
    const old = document.getElementById(item.id);
    const place = below ? below.nextElementSibling : list.firstElementChild;
    if (old && busy(old)) {
      if (!same(old, item) || old.parentElement !== list) later(old, item, by, list);
      if (old.parentElement === list) below = old;
      continue;
    }
    if (old && same(old, item)) settled(old);
    const kept = old && same(old, item) ? old : item;
    if (old && kept !== old) old.remove();
    const before = place === old && kept !== old ? (below ? below.nextElementSibling : list.firstElementChild) : place;
    if (kept !== before) list.insertBefore(kept, before);
    if (kept === item) htmx.process(item);
    below = kept;
  }
}

// --- what has to wait

function later(element, fresh, by, list = element.parentElement) {
  late.set(element, { fresh, list });
  if (!by) return; // one's own doing, or nobody's: it comes in when the focus leaves
  const note = element.querySelector(":scope > .live-note") ?? element.appendChild(Object.assign(document.createElement("p"), { className: "live-note", role: "status" }));
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: say("show") });
  Object.assign(button.dataset, { variant: "link", size: "xs", liveShow: "" });
  note.replaceChildren(say("changed", { name: by }), " ", button);
}
function bring(element) {
  const waiting = late.get(element);
  if (!waiting || !element.isConnected) return late.delete(element);
  if (waiting.list !== element.parentElement && waiting.list?.isConnected) {
    settled(element);
    element.remove();
    waiting.list.prepend(waiting.fresh);
    htmx.process(waiting.fresh);
  } else swap(element, waiting.fresh);
  return waiting.fresh;
}
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-live-show]");
  const element = button?.closest(".live-note").parentElement;
  if (!button || !late.has(element)) return;
  if (!typed(element)) {
    const fresh = bring(element);
    const goal = fresh.querySelector("[data-primary], a, button, [tabindex]") ?? fresh;
    if (goal === fresh) fresh.tabIndex = -1;
    return goal.focus();
  }
  // What is typed stays; theirs is shown beside it, to read.
  const theirs = late.get(element).fresh.cloneNode(true);
  for (const part of [theirs, ...theirs.querySelectorAll("[id], [name]")]) ["id", "name", "data-live"].forEach((name) => part.removeAttribute(name));
  for (const part of theirs.querySelectorAll("a, button, form, input, select, textarea, summary")) part.replaceWith(...(part.matches("a") ? [document.createTextNode(part.textContent)] : []));
  theirs.classList.add("live-theirs");
  const note = button.closest(".live-note");
  note.nextElementSibling?.matches(".live-theirs") && note.nextElementSibling.remove();
  note.after(theirs);
  button.remove();
});
document.addEventListener("focusout", () => {
  if (late.size) setTimeout(() => { for (const element of [...late.keys()]) if (!busy(element)) bring(element); }, 150);
});

open();
