// .talk forms: marks the nature that would be guessed of each kind, as the form says (data-guesses, from
// app/outreach/guesses.py); a click corrects it.
// a[data-choose="id"]: chooses that radio of the question instead of asking for the page anew.
// a[data-fill]: fills the composer of this page from the address it leads to, and takes the caret there.
document.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  const choose = event.target.closest("a[data-choose]");
  const radio = choose && document.getElementById(choose.dataset.choose);
  if (radio) {
    event.preventDefault();
    radio.checked = true;
    radio.focus();
    return radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const fill = event.target.closest("a[data-fill]");
  const form = fill && document.getElementById("talk-form");
  if (!form) return;
  event.preventDefault();
  for (const [name, value] of new URL(fill.href).searchParams) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.type !== "checkbox") field.value = value;
    }
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
  form.scrollIntoView({ block: "nearest" });
  form.querySelector("[name=summary]").focus();
});

function mark(form) {
  const guesses = form.querySelector("[data-guesses]");
  if (!guesses) return;
  const unsaid = form.querySelector("[name=nature][value='']")?.checked;
  const nature = JSON.parse(guesses.dataset.guesses)[form.querySelector("[name=kind]:checked")?.value];
  for (const choice of form.querySelectorAll("[data-guess]")) delete choice.dataset.guess;
  if (unsaid && nature) form.querySelector(`[name=nature][value="${nature}"]`).closest(".choice").dataset.guess = "";
}
const marks = () => document.querySelectorAll(".talk").forEach(mark);
document.addEventListener("change", (event) => {
  const form = event.target.closest(".talk");
  if (form) mark(form);
});
document.addEventListener("htmx:after:swap", marks);
marks();

// [data-each]: the next step of one of several people follows the common one until it is changed by hand.
const common = (form) => {
  const day = form.querySelector("[name=step_due]:checked")?.value;
  return { title: form.querySelector("[name=step_title]")?.value, due: day === "other" ? form.querySelector("[name=step_day]").value : day };
};
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-each]")) return void (event.target.dataset.own = "");
  const form = event.target.matches("[name^=step_]") && event.target.closest(".talk");
  const said = form && common(form);
  for (const field of form ? form.querySelectorAll("[data-each]:not([data-own])") : []) field.value = said[field.dataset.each] ?? "";
});
