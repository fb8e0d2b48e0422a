// The board: [data-board] > [data-column="key"][data-name][data-asks] > [data-cards] > [data-card="id"][data-name][data-stage].
// Dragging, m (a list of the stages), Shift with an arrow, and the page behind "Move to…" all send the same request,
// whose answer holds the card and the heads of both columns. Arrows alone walk over the cards, also onto the first one.
// Keys elsewhere: [data-key="k"] is clicked (a <details> is opened) by that key.
import { openPage } from "./dialogs.js";
import { does, singleKeys } from "./keys.js";
import { say, speak, toast } from "./notices.js";
import { written } from "./writes.js";

const boardOf = (element) => element.closest("[data-board]");
const columnOf = (element) => element.closest("[data-column]");
const columnsOf = (board) => [...board.querySelectorAll("[data-column]")];
const cardsOf = (column) => [...column.querySelectorAll("[data-card]")];
const linkOf = (card) => card.querySelector("[data-primary]");
const cardOf = (id) => document.getElementById(`card-${id}`);
const moveAddress = (card) => new URL(card.querySelector("[data-move]").href);

function focusOn(card) {
  linkOf(card)?.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Puts the parts of an answer (<hx-partial hx-target hx-swap>) where they belong. */
function apply(html) {
  const parts = new DOMParser().parseFromString(html, "text/html").querySelectorAll("hx-partial");
  for (const part of parts) {
    const target = document.querySelector(part.getAttribute("hx-target"));
    if (!target) continue;
    const fresh = [...part.children].map((child) => document.importNode(child, true));
    if (part.getAttribute("hx-swap") === "beforeend") target.append(...fresh);
    else target.replaceWith(...fresh);
    for (const node of fresh) htmx.process(node);
  }
  return parts.length;
}

/** A card goes where it went, seen for a tenth of a second; at once where motion is not wanted. */
async function seen(card, change) {
  const still = !document.startViewTransition || matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (still) return change();
  card.style.viewTransitionName = "moving-card";
  const transition = document.startViewTransition(change);
  transition.ready.catch(() => {}); // it is skipped while two pages change places: the card goes there all the same
  transition.finished.finally(() => { card.style.viewTransitionName = ""; });
  await transition.updateCallbackDone;
}

function post(card, body) {
  const address = `${moveAddress(card).pathname}?${boardOf(card).dataset.filters}`;
  return written(fetch(address, { method: "POST", body, headers: { "HX-Request": "true", "HX-Request-Type": "partial", "X-Board": "1", Accept: "text/html" } }));
}

/** Sends the move; true when it was accepted. A page that asks for more opens in the dialog. */
async function send(card, values) {
  const board = boardOf(card);
  const address = moveAddress(card);
  const body = new URLSearchParams({ workspace: board.dataset.workspace, from_stage: card.dataset.stage, next: address.searchParams.get("next") ?? "/partnerships", ...values });
  let answer;
  try {
    answer = await post(card, body);
  } catch {
    toast(say("offline"));
    return false;
  }
  if (answer.redirected) { location.assign(answer.url); return false; }
  const html = await answer.text();
  if (answer.ok) { apply(html); return true; }
  if (!apply(html)) toast(new DOMParser().parseFromString(html, "text/html").body.textContent.trim() || say("failed"));
  return false;
}

function askFirst(card, goal, after) {
  const address = moveAddress(card);
  address.searchParams.set("stage", goal.dataset.column);
  if (after) address.searchParams.set("after", after);
  return openPage(address.href, linkOf(card));
}

/** Moves `card` into the column `goal`, at its top or below `after`, or asks first what that stage asks for. */
async function moveTo(card, goal, after = "") {
  if (goal.dataset.asks && goal !== columnOf(card)) return askFirst(card, goal, after);
  const before = { list: card.parentElement, next: card.nextElementSibling };
  await seen(card, () => place(card, goal, after));
  return settle(card, goal, after, before);
}

function place(card, goal, after) {
  const above = after && cardOf(after);
  if (above && columnOf(above) === goal) above.after(card);
  else goal.querySelector("[data-cards]").prepend(card);
}

async function settle(card, goal, after, before, values = {}) {
  const id = card.dataset.card;
  const focused = card.contains(document.activeElement) || document.activeElement === document.body;
  if (await send(card, { stage: goal.dataset.column, ...(after ? { after } : {}), ...values })) {
    speak(say("moved", { name: card.dataset.name, column: goal.dataset.name }));
  } else {
    before.list.insertBefore(card, before.next);
  }
  if (focused && cardOf(id)) focusOn(cardOf(id));
}

// --- the page that asks, in the dialog

document.addEventListener("submit", async (event) => {
  const form = event.target.closest?.("dialog [data-move-form]");
  const card = form && cardOf(form.dataset.moveForm);
  if (!card || !boardOf(card)) return;
  event.preventDefault();
  delete form.dataset.sent;
  const values = Object.fromEntries(new FormData(form));
  delete values.nonce;
  const goal = columnsOf(boardOf(card)).find((column) => column.dataset.column === values.stage);
  const answer = await post(card, new URLSearchParams(values));
  const html = await answer.text();
  if (answer.status === 422) {
    const holder = document.getElementById("dialog-body");
    holder.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.children);
    holder.querySelector("[aria-invalid], [data-focus]")?.focus();
    return;
  }
  form.closest("dialog").close();
  if (answer.ok) {
    await seen(card, () => place(card, goal, values.after));
    apply(html);
    speak(say("moved", { name: card.dataset.name, column: goal.dataset.name }));
  } else if (!apply(html)) toast(say("failed"));
  focusOn(cardOf(card.dataset.card));
}, true);

// A value that stands there already is replaced by what is typed.
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-move-form] [name=agreed]")) event.target.select();
});

// --- the list of stages behind m

const menu = () => document.querySelector("[data-move-menu]");
let moving = null;
let begun = ""; // the letters typed of a stage's name

function openMenu(card) {
  moving = card;
  const title = menu().querySelector("h2");
  title.textContent = title.dataset.template.replace("{name}", card.dataset.name);
  for (const button of menu().querySelectorAll("[data-goal]")) {
    const here = button.dataset.goal === card.dataset.stage;
    button.toggleAttribute("aria-current", here);
    button.disabled = here;
  }
  begun = "";
  menu().showModal();
  menu().focus(); // no stage is chosen before one chooses it
}

async function choose(button) {
  // A colleague's change may have brought another card in its place; what was chosen was chosen of the one seen then.
  const card = cardOf(moving.dataset.card);
  menu().close();
  if (!card) return;
  card.dataset.stage = moving.dataset.stage;
  linkOf(card).focus({ preventScroll: true });
  await moveTo(card, columnsOf(boardOf(card)).find((column) => column.dataset.column === button.dataset.goal));
}

document.addEventListener("click", (event) => {
  const goal = event.target.closest?.("[data-goal]");
  if (goal) return choose(goal);
  const link = event.target.closest?.("[data-board] [data-move]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openMenu(link.closest("[data-card]"));
});

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The stage whose name begins with the letters typed, this one with them or, where none does, this one alone. */
function named(goals, letter) {
  const at = goals.indexOf(document.activeElement) + 1;
  for (const text of [begun + folded(letter), folded(letter)]) {
    const found = goals.filter((goal) => folded(goal.firstElementChild.textContent).startsWith(text));
    if (!found.length) continue;
    begun = text;
    return text.length > 1 ? found[0] : found.find((goal) => goals.indexOf(goal) >= at) ?? found[0];
  }
  return null;
}

function inMenu(event) {
  const goals = [...menu().querySelectorAll("[data-goal]:not(:disabled)")];
  const at = goals.indexOf(document.activeElement);
  const step = { ArrowDown: at + 1, ArrowUp: Math.max(at, 0) - 1 }[event.key];
  const digit = menu().querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]:not(:disabled)`);
  const goal = step === undefined ? event.key.length === 1 && named(goals, event.key) : goals.at(step % goals.length);
  if (digit) choose(digit);
  else if (goal) goal.focus();
  else return;
  event.preventDefault();
}

// --- keys on a card

const LINES = { next: "ArrowDown", previous: "ArrowUp" };
const asArrow = (key) => LINES[does(key)] ?? key;

function walk(card, key) {
  const columns = columnsOf(boardOf(card));
  const own = cardsOf(columnOf(card));
  const at = own.indexOf(card);
  if (key === "ArrowDown" || key === "ArrowUp") return own[at + (key === "ArrowDown" ? 1 : -1)];
  const step = key === "ArrowRight" ? 1 : -1;
  for (let n = columns.indexOf(columnOf(card)) + step; columns[n]; n += step) {
    const there = cardsOf(columns[n]);
    if (there.length) return there[Math.min(at, there.length - 1)];
  }
  return null;
}

function onCard(event, card) {
  const canMove = boardOf(card).hasAttribute("data-can-move");
  const columns = columnsOf(boardOf(card));
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (does(event.key) === "move" && canMove) openMenu(card);
  else if (event.shiftKey && step && canMove) {
    const goal = columns[columns.indexOf(columnOf(card)) + step];
    if (goal) moveTo(card, goal);
  } else if (asArrow(event.key).startsWith("Arrow") && !event.shiftKey) {
    const next = walk(card, asArrow(event.key));
    if (next) focusOn(next);
  } else return;
  event.preventDefault();
}

/** Onto the board from the page itself, the board or a column: an arrow, or j as in a list; m says how one moves a card. */
function onto(event) {
  const place = event.target.matches("[data-board], .board-scroll") ? event.target : document.querySelector("[data-board]");
  const first = place?.querySelector("[data-card]");
  const asked = does(event.key) === "move" && boardOf(place ?? document.body)?.hasAttribute("data-can-move");
  if (!first || !event.target.matches("body, #main, [data-board], .board-scroll") || !(asked || /^Arrow(Down|Right)$/.test(asArrow(event.key)))) return false;
  if (asked) toast(document.getElementById("board-keys").textContent, "info");
  focusOn(first);
  event.preventDefault();
  event.stopImmediatePropagation();
  return true;
}

function elsewhere(event) {
  if (onto(event)) return;
  // Until the caret is in an opened answer only its own keys count: what is typed a moment early answers nothing else.
  const answer = document.querySelector("details[data-key][open]");
  if (answer && event.key === "Escape") {
    answer.open = false;
    return answer.querySelector("summary").focus();
  }
  if (!singleKeys && event.key.length === 1) return;
  const early = answer && !answer.contains(document.activeElement);
  const keys = (early ? answer : document).querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`);
  const found = [...keys].find((one) => one.tagName === "DETAILS" || one.closest("details")?.open !== false);
  if (early && event.key.length === 1) event.stopImmediatePropagation();
  if (!found) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (found.tagName !== "DETAILS") return found.click();
  found.open = true;
  enter(found);
}

/** Puts the caret into an opened <details>, which takes a frame or two to let it in. */
function enter(details, tries = 20) {
  const goal = details.querySelector("input:not([type=hidden]), button");
  goal?.focus();
  if (goal && document.activeElement !== goal && tries) return requestAnimationFrame(() => enter(details, tries - 1));
  if (goal?.name === "question") goal.select();
}

// Before the page's own one-key commands: on a review k keeps, it does not walk a list.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (menu()?.open) return inMenu(event);
  if (document.querySelector("dialog[open]")) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const card = event.target.closest?.("[data-card]");
  if (card && boardOf(card)) onCard(event, card);
  else elsewhere(event);
}, true);

// --- dragging

function library() {
  library.loaded ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/sortable/Sortable.min.js", import.meta.url);
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return library.loaded;
}

function dropped({ item: card, from, to, oldIndex, newIndex }) {
  if (from === to && oldIndex === newIndex) return;
  const goal = columnOf(to);
  const above = card.previousElementSibling;
  const after = above?.dataset.card ?? "";
  const back = [...from.children].filter((child) => child !== card)[oldIndex] ?? null;
  if (goal.dataset.asks && from !== to) {
    from.insertBefore(card, back);
    return askFirst(card, goal, after);
  }
  settle(card, goal, after, { list: from, next: back });
}

let near = false;

/** After a swap too. A hand that moves over the page, or touches it, is near: until then nobody waits for the library. */
export async function prepare() {
  if (!near) return;
  const lists = document.querySelectorAll("[data-board][data-can-move] [data-cards]:not([data-ready])");
  if (!lists.length) return;
  await library();
  for (const list of lists) {
    list.dataset.ready = "1";
    new Sortable(list, { group: "board", draggable: "[data-card]", animation: 120, delay: 180, delayOnTouchOnly: true, scroll: true, bubbleScroll: true, filter: "[data-move]", preventOnFilter: false, onEnd: dropped });
  }
}

function come() {
  near = true;
  prepare();
}
for (const sign of ["pointermove", "pointerdown", "scroll"]) document.addEventListener(sign, come, { once: true, capture: true, passive: true });
document.documentElement.dataset.keys = ""; // from here on the keys of this page are heard
