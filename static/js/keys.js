// One key: c log a contact ([data-composer] on the page, else [data-log-contact]), / search, ? help, e edit ([data-edit]),
// g + letter goes to the link with data-go="letter"; Ctrl or ⌘ K opens [data-palette]. Lists: j k move over [data-row] or table rows, x selects.
const typing = (element) => element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row], .list tbody tr")].filter((row) => row.checkVisibility());
const here = () => document.activeElement?.closest?.("[data-row], .list tbody tr");
let going = 0;

function move(step) {
  const all = rows();
  const next = all[here() ? all.indexOf(here()) + step : step > 0 ? 0 : all.length - 1];
  const goal = next?.querySelector("[data-primary]") ?? next?.querySelector("a, button, input") ?? next;
  goal?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

const actions = {
  c() {
    const composer = document.querySelector("[data-composer]");
    const goal = composer?.querySelector("textarea, input:not([type=hidden], [type=radio], [type=checkbox])");
    if (goal) { goal.scrollIntoView({ block: "center" }); goal.focus(); } else document.querySelector("[data-log-contact]")?.click();
  },
  "/"() { document.querySelector("[data-search-input]")?.select(); },
  "?"() { document.querySelector('[data-dialog-open="shortcuts"]')?.click(); },
  e() { (here()?.querySelector("[data-edit]") ?? document.querySelector("main [data-edit]"))?.click(); },
  j() { move(1); },
  k() { move(-1); },
  x() { here()?.querySelector("[data-select]")?.click(); },
  g() { going = Date.now(); },
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    const palette = document.querySelector("[data-palette]");
    if (palette && !document.querySelector("dialog[open]")) { event.preventDefault(); palette.click(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (Date.now() - going < 1500) {
    going = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (Object.hasOwn(actions, event.key)) { event.preventDefault(); actions[event.key](); }
});

// A search box ([data-search] around the input and what it found): arrows walk through the results, Enter takes the first.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-search]");
  if (!form) return;
  const input = form.querySelector("[data-search-input]");
  const found = [...form.querySelectorAll("[data-search-found] a")];
  const stops = [input, ...found];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && stops.length > 1) {
    event.preventDefault();
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus();
  } else if (event.key === "Enter" && event.target === input && form.hasAttribute("data-take-first") && found.length) {
    event.preventDefault();
    found[0].click();
  } else if (event.key === "Escape" && !form.closest("dialog")) {
    input.value = "";
    form.querySelector("[data-search-found]").replaceChildren();
    document.activeElement.blur();
  }
});
