// form[data-draft="record"]: what is typed into its long texts (textareas, [data-keep]) stays on this device until it is
// saved, for seven days at most, and is put back when the form comes again: after a crash, a refusal, the back button.
// Ctrl or Cmd with Enter sends such a form from wherever the caret is in it.
// Kept by member, address and record. The server names the form it saved by its nonce (cookie tact_saved); what htmx
// sends is answered here. Signing out forgets all (app.js).
import { say } from "./notices.js";

const PREFIX = "tact.draft:";
const SENT = "tact.sent";
const LONGEST = 7 * 24 * 3600 * 1000;
const member = document.getElementById("words").dataset.member;
const bases = new WeakMap(); // what each text held before it was typed into, where the form itself no longer says so
const carried = new WeakMap(); // drafts of the forms that a refused one came from
const ready = new WeakSet();

const texts = (form) => [...form.querySelectorAll("textarea[name]:not([data-people-search]), input[data-keep]")];
const pathOf = (address) => new URL(address, location.href).pathname;
const keyOf = (form) => `${PREFIX}${member}:${pathOf(form.getAttribute("action"))}:${form.dataset.draft}`;
const base = (form, text) => bases.get(form)?.[text.name] ?? text.defaultValue;
const typed = (text) => text.dispatchEvent(new Event("input", { bubbles: true }));

function keep(form) {
  const changed = texts(form).filter((text) => text.value !== base(form, text));
  if (!changed.length) return localStorage.removeItem(keyOf(form));
  const values = Object.fromEntries(changed.map((text) => [text.name, text.value]));
  const was = Object.fromEntries(changed.map((text) => [text.name, base(form, text)]));
  localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values, was }));
}

function put(text, value) {
  text.value = value;
  const folded = text.closest("details");
  if (folded) folded.open = true;
  typed(text);
}

/** What was put back into one line stands selected when one comes to it: what is typed next replaces it. */
function select(text) {
  if (text.matches("textarea")) return;
  if (text === document.activeElement) text.select();
  else text.addEventListener("focus", () => text.select(), { once: true });
}

/** A quiet line in the form: words, and what one may do about it. */
function tell(form, words, acts) {
  const line = Object.assign(document.createElement("p"), { className: "draft-line", role: "status" });
  for (const [label, act] of acts) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: say(label) });
    Object.assign(button.dataset, { variant: "link", size: "xs" });
    button.addEventListener("click", () => { line.remove(); act(); texts(form)[0].focus(); });
    line.append(button);
  }
  form.querySelector(".draft-line")?.remove();
  const box = form.querySelector(".line-box");
  if (box) box.after(line); else form.append(line);
  line.prepend(`${say(words)} `);
}

function restore(form) {
  ready.add(form);
  const draft = JSON.parse(localStorage.getItem(keyOf(form)));
  if (!draft) return;
  const kept = texts(form).filter((text) => text.name in draft.values);
  const shown = kept.filter((text) => text.value === draft.values[text.name]); // a refused form, or the browser's memory
  bases.set(form, Object.fromEntries(shown.map((text) => [text.name, draft.was[text.name]])));
  const untouched = kept.filter((text) => !shown.includes(text) && text.value === draft.was[text.name]);
  const changed = kept.filter((text) => !shown.includes(text) && !untouched.includes(text));
  const back = (some) => some.forEach((text) => put(text, draft.values[text.name]));
  const forget = () => {
    kept.forEach((text) => put(text, base(form, text)));
    localStorage.removeItem(keyOf(form));
  };
  back(untouched);
  untouched.forEach(select);
  if (changed.length) tell(form, "otherwise", [["putBack", () => back(changed)], ["discard", forget]]);
  else if (untouched.length) tell(form, "restored", [["discard", forget]]);
}

/** What became of the form that led to this page: saved, its draft goes; refused, its draft goes on with the form. */
function arrive() {
  const sent = JSON.parse(sessionStorage.getItem(SENT));
  if (!sent) return;
  sessionStorage.removeItem(SENT);
  if (document.cookie.split("; ").includes(`tact_saved=${sent.nonce}`)) return sent.keys.forEach((key) => localStorage.removeItem(key));
  for (const form of document.querySelectorAll("form[data-draft]")) if (pathOf(form.getAttribute("action")) === sent.path) carried.set(form, sent.keys);
}

function prepare() {
  for (const form of document.querySelectorAll("form[data-draft]")) if (!ready.has(form)) restore(form);
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-draft]") && texts(form).includes(event.target)) keep(form);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-draft]") || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if ((event.submitter?.getAttribute("formmethod") ?? form.method) === "get") return localStorage.removeItem(keyOf(form)); // its address says it
  const path = pathOf(event.submitter?.getAttribute("formaction") ?? form.getAttribute("action"));
  const keys = [keyOf(form), ...(carried.get(form) ?? [])];
  sessionStorage.setItem(SENT, JSON.stringify({ keys, path, nonce: form.querySelector("[name=nonce]").value }));
});
document.addEventListener("htmx:after:request", (event) => {
  if (event.target.matches?.("form[data-draft]") && event.detail.ctx.response.status < 400) localStorage.removeItem(keyOf(event.target));
});
document.addEventListener("tact:kept", (event) => localStorage.removeItem(keyOf(event.target)));
document.addEventListener("htmx:after:swap", prepare);
document.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || !form?.matches("[data-draft]")) return;
  event.preventDefault();
  event.stopPropagation();
  form.requestSubmit([...form.elements].find((one) => one.type === "submit"));
}, true);

for (const key of Object.keys(localStorage))
  if (key.startsWith(PREFIX) && JSON.parse(localStorage.getItem(key)).at < Date.now() - LONGEST) localStorage.removeItem(key);
arrive();
prepare();
