// form[data-composer] unfolds when one comes to it, and stays so.
for (const kind of ["focusin", "input"]) document.addEventListener(kind, (event) => event.target.closest?.("[data-composer]")?.setAttribute("data-open", ""));

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
