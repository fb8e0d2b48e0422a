// form[data-selection] around a list: [data-select] check boxes, [data-select-all], [data-bulk] bar with
// [data-bulk-count], [data-bulk-all] (every match of the filters, on all pages) and [data-bulk-clear].
function boxes(form) {
  return [...form.querySelectorAll("[data-select]")];
}

function refresh(form) {
  const bar = form.querySelector("[data-bulk]");
  if (!bar) return;
  const all = form.querySelector("[data-bulk-all-field]");
  const every = all?.value === "1";
  const picked = boxes(form).filter((box) => box.checked).length;
  bar.toggleAttribute("data-open", picked > 0 || every);
  bar.querySelector("[data-bulk-count]").textContent = every ? form.querySelector("[data-bulk-all]").textContent.replace(/[^\d\s.,+\u00a0\u202f]/g, "").trim() : picked;
  const head = form.querySelector("[data-select-all]");
  if (head) {
    head.checked = picked > 0 && picked === boxes(form).length;
    head.indeterminate = picked > 0 && !head.checked;
  }
}

let last;
document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-select]");
  const form = event.target.closest?.("form[data-selection]");
  if (!form || event.target.closest("[data-select-all]")) return; // its change event comes next and decides
  if (box && event.shiftKey && last) {
    const all = boxes(form);
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const between of all.slice(from, to + 1)) between.checked = box.checked;
  }
  if (box) last = box;
  const field = form.querySelector("[data-bulk-all-field]");
  if (event.target.closest("[data-bulk-all]")) {
    field.value = "1";
    for (const each of boxes(form)) each.checked = true;
  } else if (event.target.closest("[data-bulk-clear]")) {
    field.value = "0";
    for (const each of boxes(form)) each.checked = false;
  } else if (box && !box.checked && field) field.value = "0";
  refresh(form);
});
document.addEventListener("change", (event) => {
  const head = event.target.closest?.("[data-select-all]");
  if (!head) return;
  const form = head.closest("form[data-selection]");
  for (const box of boxes(form)) box.checked = head.checked;
  refresh(form);
});
const refreshAll = () => document.querySelectorAll("form[data-selection]").forEach(refresh);
document.addEventListener("htmx:after:swap", refreshAll);
window.addEventListener("pageshow", refreshAll);
