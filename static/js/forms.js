// data-confirm="question" on a form asks first. data-repeat / -rows / -row / -add / -remove: repeated groups
// (`channels-0-url`). data-tags: a comma-separated input shown as chips. data-focus takes the focus on arrival.
// data-submit: a control that sends its form when it changes. data-drop: a file input that takes what is dropped
// anywhere on its page (the browser would leave the page for the file).
import { say } from "./notices.js";

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = form.dataset.confirm ?? event.submitter?.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return event.stopImmediatePropagation();
  }
  if (form.hasAttribute("hx-post") || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
}, true);
// Back from the next page, a form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll(".btn[aria-busy]")) button.removeAttribute("aria-busy");
});
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-submit]")) event.target.form?.requestSubmit();
});

for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    const input = document.querySelector("dialog[open] [data-drop]") ?? document.querySelector("[data-drop]");
    if (!input || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    input.toggleAttribute("data-over", kind === "dragover");
    if (kind === "dragover" || !event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelector("[data-over]")?.removeAttribute("data-over");
});

// Repeated groups
function renumber(row, n) {
  for (const part of row.querySelectorAll("[name], [id], [for], [list], [aria-describedby]"))
    for (const name of ["name", "id", "for", "list", "aria-describedby"])
      if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(/-\d+-/g, `-${n}-`));
}
function clear(row) {
  for (const input of row.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio]), textarea")) input.value = "";
  for (const select of row.querySelectorAll("select")) select.selectedIndex = 0;
  for (const id of row.querySelectorAll("input[type=hidden][name$='-id']")) id.value = "";
  for (const error of row.querySelectorAll(".field-error")) error.remove();
  for (const bad of row.querySelectorAll("[aria-invalid], [data-invalid]")) { bad.removeAttribute("aria-invalid"); bad.removeAttribute("data-invalid"); }
}
document.addEventListener("click", (event) => {
  const group = event.target.closest("[data-repeat]");
  if (!group) return;
  const rows = group.querySelector("[data-repeat-rows]");
  if (event.target.closest("[data-repeat-add]")) {
    const last = rows.lastElementChild;
    const row = last.cloneNode(true);
    const numbers = [...rows.querySelectorAll("[name]")].map((part) => Number(/-(\d+)-/.exec(part.name)?.[1] ?? -1));
    renumber(row, Math.max(...numbers) + 1);
    clear(row);
    rows.append(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  } else if (event.target.closest("[data-repeat-remove]")) {
    const row = event.target.closest("[data-repeat-row]");
    if (rows.childElementCount > 1) row.remove(); else clear(row);
    group.querySelector("[data-repeat-add]")?.focus();
  }
});

// Tags as chips; the hidden input carries what the plain one would have sent.
function chips(input) {
  if (input.dataset.ready) return;
  input.dataset.ready = "1";
  const box = Object.assign(document.createElement("div"), { className: "tag-input" });
  const sent = Object.assign(document.createElement("input"), { type: "hidden", name: input.name });
  const tags = new Set(input.value.split(",").map((tag) => tag.trim()).filter(Boolean));
  input.removeAttribute("name");
  input.value = "";
  input.before(box);
  box.append(sent, input);
  const draw = () => {
    sent.value = [...tags].join(", ");
    for (const chip of box.querySelectorAll(".chip")) chip.remove();
    for (const tag of tags) {
      const chip = Object.assign(document.createElement("span"), { className: "chip chip-quiet", textContent: tag });
      const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×", ariaLabel: say("remove", { name: tag }) });
      remove.addEventListener("click", () => { tags.delete(tag); draw(); input.focus(); });
      chip.append(remove);
      input.before(chip);
    }
  };
  const take = () => {
    for (const tag of input.value.split(",")) if (tag.trim()) tags.add(tag.trim());
    input.value = "";
    draw();
  };
  input.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" && input.value.trim()) || event.key === ",") { event.preventDefault(); take(); }
    else if (event.key === "Backspace" && !input.value) { tags.delete([...tags].at(-1)); draw(); }
  });
  input.addEventListener("change", take);
  input.form?.addEventListener("submit", take, true);
  draw();
}

const arrived = new WeakSet();
function prepare(root = document) {
  root.querySelectorAll("input[data-tags]").forEach(chips);
  const fresh = [...root.querySelectorAll("[data-focus]")].filter((one) => !arrived.has(one));
  fresh.forEach((one) => arrived.add(one));
  fresh[0]?.focus();
}
prepare();
document.addEventListener("htmx:after:swap", () => prepare());
