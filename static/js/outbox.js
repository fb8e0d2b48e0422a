// form[data-outbox="path"]: sent while nothing answers, it is kept on this device and sent once something does: once,
// for the server knows its nonce. What was not sent to `path` when it was typed tells so (`occurred_at`).
// [data-outbox-list] shows what waits, what was refused and why. Signing out forgets all (app.js).
import { say, toast } from "./notices.js";

const words = document.getElementById("words").dataset;
const LEAVING = "tact.leaving";
const KNOWN = 47 * 3600 * 1000; // the server knows a nonce for 48 hours
const AGAIN = 20000;
const [member, workspace] = (words.member ? [words.member, words.workspace] : (localStorage.getItem("tact.reader") ?? " ").split(" "));
const PLACE = `tact.outbox:${member}`;

const all = () => JSON.parse(localStorage.getItem(PLACE)) ?? [];
const store = (items) => items.length ? localStorage.setItem(PLACE, JSON.stringify(items)) : localStorage.removeItem(PLACE);
const change = (id, values) => store(all().map((item) => (item.id === id ? { ...item, ...values } : item)));
const drop = (id) => store(all().filter((item) => item.id !== id));
const when = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", hour: "2-digit", minute: "2-digit" }).format(at);
const local = (at) => new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString().slice(0, 16);
const fresh = () => [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");

function itemOf(form, submitter) {
  const action = new URL(submitter?.getAttribute("formaction") ?? form.getAttribute("action"), location.href).pathname;
  const body = new URLSearchParams(new FormData(form, submitter));
  const at = Date.now();
  if (action === form.dataset.outbox && !body.get("occurred_at")) body.set("occurred_at", local(at));
  if (body.has("said_at")) body.set("said_at", local(at));
  return { id: body.get("nonce"), action, body: body.toString(), at, text: body.get("summary") || body.get("line") || body.get("title") || "" };
}

function keep(item) {
  if (!all().some((one) => one.id === item.id)) store([...all(), item]);
  draw();
}

/** The form begins anew, under another nonce: the same one would be taken for a second press of the button. */
function clear(form) {
  form.dispatchEvent(new Event("tact:kept", { bubbles: true }));
  form.reset();
  form.querySelector("[name=nonce]").value = fresh();
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

/** What the server says is wrong with it. */
function reasons(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const said = [...answer.querySelectorAll(".error-summary li, .toast section")].map((one) => one.textContent.trim());
  return said.join(" ") || say("failed");
}

async function send(item) {
  if (item.tried && Date.now() > item.tried + KNOWN) return { refused: say("unsure") };
  if (!item.tried) change(item.id, { tried: Date.now() });
  const answer = await fetch(item.action, {
    method: "POST",
    headers: { "HX-Request": "true", "HX-Request-Type": "partial" },
    body: new URLSearchParams(item.body),
  });
  if (answer.ok) return {};
  if (answer.status === 401) return { waits: say("signIn") };
  if (answer.status === 429 || answer.status >= 500) return { waits: "" };
  return { refused: reasons(await answer.text()) };
}

async function flush() {
  for (const item of all().filter((one) => !one.refused)) {
    const told = { what: item.text || say("contact"), when: when(item.at) };
    const { waits, refused } = await send(item);
    if (waits !== undefined) { change(item.id, { waits }); break; }
    if (refused) { change(item.id, { refused }); toast(say("refused", { ...told, why: refused })); }
    else { drop(item.id); toast(say("went", told), "success"); }
  }
}

let later;
/** One tab at a time; where there is no connection it is tried again in a while. */
async function attempt() {
  clearTimeout(later);
  try {
    if (navigator.locks) await navigator.locks.request(PLACE, { ifAvailable: true }, (lock) => lock && flush());
    else await flush();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // nothing answered
  }
  draw();
  if (all().some((one) => !one.refused)) later = setTimeout(attempt, AGAIN);
}

function line(item) {
  const row = document.createElement("li");
  const said = document.createElement("span");
  const small = Object.assign(document.createElement("small"), { textContent: [when(item.at), item.refused || item.waits || say("waits")].join(" · ") });
  said.append(item.text || say("contact"), small);
  row.append(said);
  if (item.refused) {
    const given = new URLSearchParams(item.body);
    for (const name of ["nonce", "workspace", "said_at"]) given.delete(name);
    row.append(Object.assign(document.createElement("a"), { className: "btn", href: `${words.correctAt}?${given}`, textContent: say("correct") }));
  }
  const off = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: say("discard") });
  off.addEventListener("click", () => { drop(item.id); draw(); });
  row.append(off);
  for (const button of row.querySelectorAll(".btn")) Object.assign(button.dataset, { variant: "outline", size: "sm" });
  return row;
}
function draw() {
  const list = document.querySelector("[data-outbox-list]");
  if (!list) return;
  const items = all();
  list.hidden = !items.length;
  list.querySelector("[data-outbox-items]").replaceChildren(...items.map(line));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const post = (event.submitter?.getAttribute("formmethod") ?? form.method) === "post";
  if (event.defaultPrevented || !form.matches("[data-outbox]") || !post || form.hasAttribute("hx-post")) return;
  const item = itemOf(form, event.submitter);
  if (navigator.onLine && !form.hasAttribute("data-offline")) return sessionStorage.setItem(LEAVING, JSON.stringify(item));
  event.preventDefault();
  keep(item);
  clear(form);
  toast(say("kept"), "success");
  attempt();
}, true);
document.addEventListener("htmx:error", (event) => {
  const form = event.target;
  if (!form.matches?.("form[data-outbox]") || !event.detail.ctx) return;
  keep(itemOf(form));
  clear(form);
  form.closest("dialog")?.close();
  toast(say("kept"), "success");
  attempt();
});

// What was on its way when the connection went: the page without a connection stands in for its answer.
const leaving = JSON.parse(sessionStorage.getItem(LEAVING));
sessionStorage.removeItem(LEAVING);
const note = document.querySelector("form[data-offline]");
if (leaving && note) {
  keep(leaving);
  toast(say("kept"), "success");
}
if (note) {
  note.hidden = !member;
  note.elements.workspace.value = workspace ?? "";
  note.elements.nonce.value = fresh();
  note.elements.line.value = new URLSearchParams(location.search).get("line") ?? "";
}
window.addEventListener("online", attempt);
attempt();
document.documentElement.dataset.outbox = ""; // from here on nothing sent is lost
