// Cells of the list are changed in place. A link [data-cell] leads to the form of its cell; here the form comes into the
// cell (also by a double click, or `e` on the line). Enter saves, Tab saves and goes on to the next, Escape leaves.
// What is saved comes back as the line alone, and the focus goes to where it was.
const links = (row) => [...(row?.querySelectorAll("[data-cell]") ?? [])].filter((link) => link.checkVisibility({ visibilityProperty: false }));
const stands = new WeakMap(); // a cell's own content, while its form is in its place
const said = (form) => new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "nonce")).toString();
const inputs = (form) => [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
let busy = false;

function begin(cell) {
  const form = cell.querySelector("[data-cell-form]");
  if (!form) return;
  form.dataset.began ??= said(form);
  form.closest("tr").setAttribute("data-editing", "");
  const goal = form.querySelector("[aria-invalid]") ?? form.querySelector("[data-focus]") ?? inputs(form)[0];
  goal.focus({ preventScroll: true });
  goal.select?.();
  form.scrollIntoView({ block: "nearest", inline: "nearest" });
}

async function open(link) {
  if (busy) return;
  if (!navigator.onLine && navigator.serviceWorker?.controller) return location.assign(link.href);
  const cell = link.closest("td");
  const other = document.querySelector("td [data-cell-form]");
  if (other && !(await leave(other, { save: true }))) return;
  const fresh = link.isConnected ? cell : document.querySelector(`[data-cell][href="${CSS.escape(link.getAttribute("href"))}"]`)?.closest("td");
  if (!fresh) return;
  stands.set(fresh, [...fresh.childNodes]);
  await asked("GET", link.href, fresh);
  begin(fresh);
}

async function asked(method, address, target, source) {
  busy = true;
  try { await htmx.ajax(method, address, { target, swap: "innerHTML", ...(source && { source }) }); } finally { busy = false; }
}

function restore(form) {
  const cell = form.closest("td");
  cell.closest("tr").removeAttribute("data-editing");
  cell.replaceChildren(...(stands.get(cell) ?? []));
  return cell.querySelector("[data-cell]");
}

/** Closes the form of a cell, saved if it was changed; false where that was refused. */
async function leave(form, { save }) {
  const tags = form.contains(document.activeElement) && document.activeElement.matches("[data-tags]");
  if (tags) document.activeElement.dispatchEvent(new Event("change", { bubbles: true }));
  if (!save || said(form) === form.dataset.began) return restore(form) ?? true;
  const cell = form.closest("td");
  const [row, key] = [cell.closest("tr").id, form.dataset.cellForm];
  await asked("POST", form.getAttribute("action"), cell, form);
  if (cell.isConnected) {
    const refused = cell.querySelector("[data-cell-form]");
    if (refused) refused.dataset.began = ""; // not saved yet, however it is left
    begin(cell);
    return false;
  }
  return document.getElementById(row)?.querySelector(`[data-cell="${key}"]`) ?? true;
}

document.addEventListener("click", (event) => {
  const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.button);
  const link = event.target.closest("a[data-cell]");
  const away = event.target.closest("td [data-cell-leave]");
  if (!plain || !(link || away)) return;
  event.preventDefault();
  if (link) open(link);
  else restore(away.closest("form"))?.focus();
});
document.addEventListener("dblclick", (event) => {
  const link = event.target.closest("#people td")?.querySelector("a[data-cell]");
  if (link && !event.target.closest("[data-cell-form], button")) open(link);
});
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("td [data-cell-form]")) return;
  event.preventDefault();
  if (busy) return;
  delete form.dataset.sent;
  const goal = await leave(form, { save: true });
  goal.focus?.();
}, true); // a form around it, which selects lines, lets no submit of another bubble
document.addEventListener("keydown", async (event) => {
  const form = event.target.closest?.("td [data-cell-form]");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    return restore(form)?.focus();
  }
  if (event.key === "Enter" && event.target.matches("select")) { // browsers differ in what it does there
    event.preventDefault();
    return form.requestSubmit();
  }
  const edge = inputs(form).at(event.shiftKey ? 0 : -1);
  if (event.key !== "Tab" || event.target !== edge || form.querySelector(".conflict")) return;
  event.preventDefault();
  const here = await leave(form, { save: true });
  if (!here?.closest) return;
  const line = links(here.closest("tr"));
  const next = line[line.indexOf(here) + (event.shiftKey ? -1 : 1)];
  if (next) open(next);
  else here.focus();
}, true);
document.documentElement.dataset.cells = ""; // from here on they open in their place
