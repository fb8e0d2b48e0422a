// form[data-composer] unfolds when one comes to it, and stays so.
for (const kind of ["focusin", "input"]) document.addEventListener(kind, (event) => event.target.closest?.("[data-composer]")?.setAttribute("data-open", ""));

// .line-form: a line sent before what was typed last has been read waits for its reading; sent once more, it goes.
const unread = (form) => form.elements.line.value.trim() !== (form.querySelector(".reading").dataset.read ?? "");
document.addEventListener("submit", (event) => {
  const form = event.target.closest(".line-form");
  if (!form?.elements.line.value.trim() || !unread(form) || form.dataset.waits) return;
  event.preventDefault();
  form.dataset.waits = "1";
}, true);
document.addEventListener("htmx:after:swap", () => {
  for (const form of document.querySelectorAll(".line-form[data-waits]")) {
    if (unread(form)) continue;
    delete form.dataset.waits;
    form.requestSubmit(form.querySelector(".reading-acts .btn"));
  }
});

// textarea[data-people-search]: Enter chooses the first person offered; ticking one (or a new name) clears the search for the next.
const search = () => document.querySelector("dialog[open] [data-people-search]") ?? document.querySelector("[data-people-search]");

function chosen(box) {
  delete box.dataset.offered;
  const field = search();
  field.value = "";
  field.focus();
  // A row of next steps for the one chosen.
  if (document.getElementById("each")) field.dispatchEvent(new Event("input", { bubbles: true }));
  for (const other of document.querySelectorAll("#people [data-offered]")) other.closest(".choice").remove();
}

document.addEventListener("keydown", (event) => {
  if (!event.target.matches("[data-people-search]") || event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  const first = document.querySelector("#people [data-offered]");
  if (!first) return;
  first.checked = true;
  chosen(first);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("#people :is([data-offered], [data-new])") && event.target.checked) chosen(event.target);
});
